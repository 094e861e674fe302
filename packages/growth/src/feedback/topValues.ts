/** What is not among the largest values of a breakdown. */
export const otherValue = "Other";

/** The `limit` values with the largest weight; ties by name. */
export function topValues(weights: ReadonlyMap<string, number>, limit: number): string[] {
  return [...weights]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, limit)
    .map(([value]) => value);
}

/** Rows by their value, those outside the top under "Other"; largest first, "Other" last. */
export function byTopValue<Row extends { value: string; n: number }>(
  rows: readonly Row[],
  limit: number,
): Map<string, Row[]> {
  const weights = new Map<string, number>();
  for (const { value, n } of rows) weights.set(value, (weights.get(value) ?? 0) + n);
  const top = topValues(weights, limit);
  const groups = new Map<string, Row[]>(top.map((value) => [value, []]));
  const known = new Set(top);
  for (const row of rows) {
    const key = known.has(row.value) ? row.value : otherValue;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
