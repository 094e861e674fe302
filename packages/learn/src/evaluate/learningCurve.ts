import { random } from "@lepton/core";
import type { Table } from "../table/table.ts";
import type { Estimator, FitOptions } from "../tabular/estimator.ts";
import { type Target, takeTargetRows } from "../tabular/target.ts";
import { fitAndPredict } from "./crossValidate.ts";
import { mainScore, type ScoreName, scores } from "./score.ts";
import { holdOut, type SplitPlan } from "./splits.ts";

export interface LearningPoint {
  rows: number;
  /** On the training rows and on the held-out ones; null where it is not defined. */
  training: number | null;
  heldOut: number | null;
}

/**
 * How a model's score grows with the rows it learns from, on the same fifth held out: what more data would bring.
 * A gap between the two that stays calls for a simpler model, a held-out score that still rises for more rows.
 */
export async function learningCurve(
  model: Estimator,
  x: Table,
  y: Target,
  {
    shares = [0.1, 0.2, 0.4, 0.7, 1],
    metric,
    signal,
    onProgress,
    ...plan
  }: SplitPlan &
    Pick<FitOptions, "signal" | "onProgress"> & { shares?: readonly number[]; metric?: ScoreName },
): Promise<LearningPoint[]> {
  const score = metric ? scores[metric] : mainScore(y);
  const split = holdOut(y, 0.2, plan);
  const order = plan.times
    ? Array.from(split.training).reverse()
    : random(plan.seed).shuffle(Array.from(split.training));
  const points: LearningPoint[] = [];
  for (const share of shares) {
    const training = Int32Array.from(order.slice(0, Math.max(2, Math.round(share * order.length)))).sort();
    const judged = Int32Array.from([...training, ...split.heldOut]);
    const { predictions } = await fitAndPredict(
      model,
      x,
      y,
      { training, heldOut: judged },
      { seed: plan.seed, ...(signal && { signal }) },
    );
    const scored = score.prepare(takeTargetRows(y, judged), predictions);
    const only = (from: number, to: number) => scored(new Float64Array(judged.length).fill(1, from, to));
    points.push({
      rows: training.length,
      training: only(0, training.length),
      heldOut: only(training.length, judged.length),
    });
    onProgress?.({ share: points.length / shares.length, step: `${training.length} rows` });
  }
  return points;
}
