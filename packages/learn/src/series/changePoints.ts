import { LeptonError } from "@lepton/core";

export interface ChangePointOptions {
  /** Cost of a further change; 3·log n (mean and variance change) unless told. Larger finds fewer. */
  penalty?: number;
  /** Fewest values between changes; 5 unless told. */
  shortest?: number;
}

/**
 * Where the mean or variance of the values changes: first places of the new stretches, ascending. Minimises
 * Σ n·log(variance of the stretch) + penalty · changes exactly, by PELT; normal values without season or trend assumed.
 * Source: Killick, Fearnhead & Eckley 2012, JASA 107:1590–1598. Errors: LEARN_SERIES_INVALID on a missing value.
 */
export function changePoints(
  values: ArrayLike<number>,
  { penalty, shortest = 5 }: ChangePointOptions = {},
): number[] {
  const n = values.length;
  const least = Math.max(2, shortest);
  if (n < 2 * least) return [];
  const mean = Array.from(values).reduce((sum, y) => sum + y, 0) / n;
  if (!Number.isFinite(mean))
    throw new LeptonError("LEARN_SERIES_INVALID", {
      problem: "Change points need every value.",
      received: "a missing or infinite value",
      next: "Fill the gaps, e.g. by seriesFrom.",
    });
  const sums = new Float64Array(n + 1);
  const squares = new Float64Array(n + 1);
  for (let t = 0; t < n; t++) {
    const y = (values[t] as number) - mean;
    sums[t + 1] = (sums[t] as number) + y;
    squares[t + 1] = (squares[t] as number) + y * y;
  }
  // A stretch without any variance would win everything; a millionth of the whole variance is as still as it gets.
  const floor = 1e-6 * ((squares[n] as number) / n);
  if (floor === 0) return [];
  const cost = (from: number, to: number) => {
    const count = to - from;
    const sum = (sums[to] as number) - (sums[from] as number);
    const variance = ((squares[to] as number) - (squares[from] as number)) / count - (sum / count) ** 2;
    return count * Math.log(Math.max(variance, floor));
  };
  const price = penalty ?? 3 * Math.log(n);
  const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  best[0] = -price;
  const previous = new Int32Array(n + 1);
  let candidates = [0];
  for (let t = least; t <= n; t++) {
    const totals = candidates.map((s) => (best[s] as number) + cost(s, t) + price);
    const at = totals.reduce((low, total, i) => (total < (totals[low] as number) ? i : low), 0);
    best[t] = totals[at] as number;
    previous[t] = candidates[at] as number;
    candidates = candidates.filter((_, i) => (totals[i] as number) - price <= (best[t] as number));
    const joins = t + 1 - least;
    if (joins >= least && Number.isFinite(best[joins])) candidates.push(joins);
  }
  const places: number[] = [];
  for (let t = previous[n] as number; t > 0; t = previous[t] as number) places.unshift(t);
  return places;
}
