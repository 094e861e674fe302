/**
 * Gini coefficient Σ (2i − n − 1)·xᵢ / (n·Σx), values ascending: 0 when all hold alike, (n−1)/n when one holds all.
 * Null without values or when they sum to 0. Negative values have no place here and count as 0.
 */
export function gini(values: readonly number[]): number | null {
  const sorted = values.map((v) => Math.max(0, v)).sort((a, b) => a - b);
  const total = sorted.reduce((a, b) => a + b, 0);
  if (total === 0) return null;
  const n = sorted.length;
  return sorted.reduce((sum, x, i) => sum + (2 * (i + 1) - n - 1) * x, 0) / (n * total);
}

/** Share of the sum held by the largest `share` of the values, at least one of them (rounded up). Null as for `gini`. */
export function topShare(values: readonly number[], share: number): number | null {
  const sorted = values.map((v) => Math.max(0, v)).sort((a, b) => b - a);
  const total = sorted.reduce((a, b) => a + b, 0);
  if (total === 0) return null;
  // 0.1 · 30 is 3.0000000000000004 in floating point: 3, not 4.
  const kept = Math.max(1, Math.ceil(share * sorted.length - 1e-9));
  return sorted.slice(0, kept).reduce((a, b) => a + b, 0) / total;
}
