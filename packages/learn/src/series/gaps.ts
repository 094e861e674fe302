/**
 * Fills missing values (NaN) in place and gives how many there were. Between two values: the straight line between them
 * plus the shape of a season ago, where that is known; at the end: the value of a season ago, else the last one.
 * Leading gaps must have been cut off.
 */
export function fillGaps(values: Float64Array, season: number): number {
  const n = values.length;
  let filled = 0;
  for (let t = 0; t < n; t++) {
    if (!Number.isNaN(values[t])) continue;
    let end = t;
    while (end < n && Number.isNaN(values[end])) end++;
    const before = t - 1;
    for (let i = t; i < end; i++) values[i] = between(values, { before, end, at: i, season });
    filled += end - t;
    t = end;
  }
  return filled;
}

function between(
  values: Float64Array,
  { before, end, at, season }: { before: number; end: number; at: number; season: number },
): number {
  const left = values[before] as number;
  const share = (at - before) / (end - before);
  const ago = (i: number) => (season > 1 ? (values[i - season] ?? Number.NaN) : Number.NaN);
  if (end >= values.length) return Number.isNaN(ago(at)) ? left : ago(at);
  const line = left + share * ((values[end] as number) - left);
  const shape = ago(at) - ago(before) - share * (ago(end) - ago(before));
  // Within a gap of more than a season, what was just filled is a season ago.
  return Number.isNaN(shape) ? line : line + shape;
}
