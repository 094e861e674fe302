/** Places [first, last] of a true anomaly, both inside. */
export type Window = readonly [number, number];

const sigmoid = (y: number) => (y > 3 ? -1 : 2 / (1 + Math.exp(5 * y)) - 1);

/**
 * NAB's raw score of detections in one series, standard profile: +σ(−1 … 0) scaled to 1 for the first detection in a
 * window, the earlier the more; −0.11·|σ| for each one outside, the further from the last window the more; −1 for a
 * window missed. The first 15 % of the series (at most 750 values) do not count.
 * Source: Lavin & Ahmad 2015, arXiv:1510.03336; numenta/NAB, nab/sweeper.py.
 */
export function nabRaw(scores: ArrayLike<number>, windows: readonly Window[], threshold: number): number {
  const n = scores.length;
  const probation = Math.min(Math.floor(0.15 * n), 750);
  let raw = 0;
  const found = new Set<Window>();
  for (let t = probation; t < n; t++) {
    if (!((scores[t] as number) >= threshold)) continue;
    const inside = windows.find(([from, to]) => t >= from && t <= to);
    if (inside) {
      if (found.has(inside)) continue;
      found.add(inside);
      const [from, to] = inside;
      raw += sigmoid(-(to - t + 1) / (to - from + 1)) / sigmoid(-1);
    } else {
      const before = windows.filter(([, to]) => to < t).at(-1);
      raw += 0.11 * (before ? sigmoid((t - before[1]) / Math.max(before[1] - before[0], 1)) : -1);
    }
  }
  return raw - windows.filter((window) => !found.has(window)).length;
}

/**
 * NAB score of a detector over several series, one threshold for all, the best of those its scores take (as NAB's
 * optimiser seeks it): 0 for saying nothing, 100 for every anomaly found at once and nothing else.
 */
export function nabScore(
  series: readonly { scores: ArrayLike<number>; windows: readonly Window[] }[],
): number {
  const windows = series.reduce((sum, one) => sum + one.windows.length, 0);
  const all = series.flatMap(({ scores }) => Array.from(scores)).sort((a, b) => b - a);
  let best = -windows;
  // The highest 2 % of scores hold every threshold worth having; 300 of them are tried.
  const top = Math.ceil(0.02 * all.length);
  for (let i = 0; i < 300; i++) {
    const threshold = all[Math.floor((i * top) / 300)] as number;
    const raw = series.reduce((sum, one) => sum + nabRaw(one.scores, one.windows, threshold), 0);
    best = Math.max(best, raw);
  }
  return (100 * (best + windows)) / (2 * windows);
}
