import { LeptonError } from "@lepton/core";

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const pairs = (truth: ArrayLike<number>, points: ArrayLike<number>): [number, number][] => {
  if (truth.length !== points.length || truth.length === 0)
    throw new LeptonError("LEARN_ROWS_DIFFER", {
      problem: "Truth and forecast must have as many steps, at least one.",
      received: `${truth.length} and ${points.length}`,
      next: "Compare the same steps.",
    });
  return Array.from(truth, (value, i) => [value, points[i] as number]);
};

/**
 * mean|yₜ − yₜ₋ₘ| over the history: what MASE divides by. NaN when it is 0 (a constant, or a history that repeats
 * itself exactly), or the history no longer than a season.
 */
export function naiveScale(history: ArrayLike<number>, season = 1): number {
  let sum = 0;
  for (let t = season; t < history.length; t++)
    sum += Math.abs((history[t] as number) - (history[t - season] as number));
  const scale = sum / (history.length - season);
  return scale > 0 ? scale : Number.NaN;
}

/**
 * Mean absolute scaled error: mean|y − ŷ| / `scale`, see `naiveScale`. No unit; 1 is the in-sample seasonal naive.
 * Source: Hyndman & Koehler 2006, Int. J. Forecasting 22:679–688.
 */
export const mase = (truth: ArrayLike<number>, points: ArrayLike<number>, scale: number): number =>
  mean(pairs(truth, points).map(([y, p]) => Math.abs(y - p))) / scale;

/** mean 200·|y − ŷ|/(|y| + |ŷ|), in %, as M4 counts it; 0 where both are 0. Source: Makridakis et al. 2020. */
export const smape = (truth: ArrayLike<number>, points: ArrayLike<number>): number =>
  mean(
    pairs(truth, points).map(([y, p]) =>
      y === p ? 0 : (200 * Math.abs(y - p)) / (Math.abs(y) + Math.abs(p)),
    ),
  );

/** √mean(y − ŷ)², unit of the series. */
export const rmse = (truth: ArrayLike<number>, points: ArrayLike<number>): number =>
  Math.sqrt(mean(pairs(truth, points).map(([y, p]) => (y - p) ** 2)));

/** mean max(q·e, (q − 1)·e) with e = y − ŷ: the loss whose least is the q-quantile. Koenker & Bassett 1978. */
export const pinball = (truth: ArrayLike<number>, points: ArrayLike<number>, q: number): number =>
  mean(pairs(truth, points).map(([y, p]) => Math.max(q * (y - p), (q - 1) * (y - p))));

/** Share of truths inside [low, high]. */
export const coverage = (truth: ArrayLike<number>, low: ArrayLike<number>, high: ArrayLike<number>): number =>
  mean(pairs(truth, low).map(([y, l], i) => (y >= l && y <= (high[i] as number) ? 1 : 0)));
