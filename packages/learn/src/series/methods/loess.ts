/**
 * Locally weighted line (degree 1) through evenly spaced values at place `at` (may lie outside), tricube weights over the
 * `width` nearest. Source: Cleveland 1979, JASA 74:829–836.
 */
function loessAt(values: Float64Array, at: number, width: number): number {
  const n = values.length;
  const q = Math.min(width, n);
  const from = Math.max(0, Math.min(n - q, Math.round(at - (q - 1) / 2)));
  const to = from + q - 1;
  // Wider than the series: the reach grows as if there were more values.
  const reach = Math.max(at - from, to - at) + (width > n ? (width - n) / 2 : 0);
  let [sum, sumX, sumY, sumXX, sumXY] = [0, 0, 0, 0, 0];
  for (let i = from; i <= to; i++) {
    const x = i - at;
    const u = Math.abs(x) / reach;
    if (u >= 0.999) continue;
    // Products: `**` took four fifths of the time.
    const c = 1 - u * u * u;
    const w = u <= 0.001 ? 1 : c * c * c;
    const y = values[i] as number;
    sum += w;
    sumX += w * x;
    sumY += w * y;
    sumXX += w * x * x;
    sumXY += w * x * y;
  }
  if (!(sum > 0)) return values[Math.max(0, Math.min(n - 1, Math.round(at)))] as number;
  const spread = sum * sumXX - sumX * sumX;
  if (spread < 1e-9 * sum * sum) return sumY / sum;
  return (sumXX * sumY - sumX * sumXY) / spread;
}

/** Smooth of `values` at places −before … n − 1 + after, every `jump`-th computed and the rest between them on lines. */
export function loess(
  values: Float64Array,
  width: number,
  { before = 0, after = 0, jump = 1 }: { before?: number; after?: number; jump?: number } = {},
): Float64Array {
  const length = values.length + before + after;
  const out = new Float64Array(length);
  let last = 0;
  for (let i = 0; i < length; i = i === length - 1 ? length : Math.min(i + jump, length - 1)) {
    out[i] = loessAt(values, i - before, width);
    for (let j = last + 1; j < i; j++)
      out[j] =
        (out[last] as number) + (((out[i] as number) - (out[last] as number)) * (j - last)) / (i - last);
    last = i;
  }
  return out;
}
