import type { Model, ModelCurves } from "@lepton/server";

export interface Point {
  x: number;
  y: number;
}

/** y at x on a line through points of rising x; beyond the ends the end's y. */
export function yAt(points: readonly Point[], x: number): number {
  const after = points.findIndex((point) => point.x >= x);
  const right = points[after];
  const left = points[after - 1];
  if (right === undefined) return points.at(-1)?.y ?? 0;
  if (left === undefined || right.x === left.x) return right.y;
  return left.y + ((right.y - left.y) * (x - left.x)) / (right.x - left.x);
}

/** Share of the test's people it happened to. */
export function testShare({ data }: Pick<Model, "data">): number {
  return data.cutoffs.at(-1)?.outcomeMean ?? data.outcomeMean;
}

/**
 * Precision over recall from the ROC curve and the share π it happened to:
 * precision = π·tpr ÷ (π·tpr + (1 − π)·fpr), recall = tpr. Points without anybody flagged are left out.
 */
export function precisionRecall(roc: readonly Point[], share: number): Point[] {
  return roc
    .filter(({ x, y }) => x + y > 0)
    .map(({ x: fpr, y: tpr }) => ({
      x: tpr,
      y: (share * tpr) / (share * tpr + (1 - share) * fpr),
    }))
    .filter(({ y }) => Number.isFinite(y));
}

/** How many times as many are found among the first x as by chance: gain ÷ x. */
export const lift = (gain: readonly Point[]): Point[] =>
  gain.filter(({ x }) => x > 0).map(({ x, y }) => ({ x, y: y / x }));

export interface Expected {
  precision: number;
  recall: number;
}
/** What to expect of flagging a share of the people, highest scores first, as on the test; both in [0, 1]. */
export function expectedAt(gain: readonly Point[], share: number, flagged: number): Expected | null {
  if (flagged <= 0 || gain.length === 0) return null;
  const recall = yAt(gain, flagged);
  return { recall, precision: Math.min(1, (recall * share) / flagged) };
}

/** About the score above which the highest fifth lies: between the eighth and ninth of ten groups. */
export function topFifthScore(calibration: ModelCurves["calibration"]): number | null {
  if (!calibration || calibration.length < 2) return null;
  const above = calibration[Math.floor(calibration.length * 0.8)];
  const below = calibration[Math.floor(calibration.length * 0.8) - 1];
  return above && below ? (above.predicted + below.predicted) / 2 : null;
}
