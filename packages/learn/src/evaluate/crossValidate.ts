import { type Estimate, LeptonError, studentQuantile, studentTwoSided } from "@lepton/core";
import { type Table, takeTableRows } from "../table/table.ts";
import type { Estimator, FitOptions } from "../tabular/estimator.ts";
import { type Target, takeTargetRows } from "../tabular/target.ts";
import { mainScore, type Predictions, predictionsOf, type Score, type ScoreName, scores } from "./score.ts";
import { foldsOf, type Split, type SplitPlan } from "./splits.ts";

export interface CrossValidateOptions
  extends SplitPlan,
    Pick<FitOptions, "weights" | "signal" | "onProgress"> {
  /** A number, or splits of one's own. Default 5. */
  folds?: number | readonly Split[];
  /** Default: that of the target, see `mainScore`. */
  metric?: ScoreName;
  /** What the difference is taken to, on the same folds. */
  against?: Estimator;
}

export interface FoldScores {
  model: string;
  /** Per fold. */
  values: number[];
  /** Mean over the folds with its t interval, corrected for the folds' shared training rows. */
  mean: Estimate;
  fitMs: number;
}
export interface CrossValidation {
  metric: ScoreName;
  isHigherBetter: boolean;
  scores: FoldScores;
  against: FoldScores | null;
  /** Gain over `against`, above 0 better, with the corrected resampled t-test. */
  gain: (Estimate & { t: number; p: number }) | null;
}

/**
 * A model judged on rows it did not see, fold by fold, beside another one on the same folds.
 * Interval and test: t = mean / √((1/k + n_held/n_training)·s²), k − 1 degrees of freedom; the plain t-test takes folds
 * for independent and is too sure. Source: Nadeau & Bengio 2003, Machine Learning 52:239–281.
 * Errors: LEARN_FOLDS, LEARN_SCORE_UNDEFINED when a fold has one class only, those of the fit.
 */
export async function crossValidate(
  model: Estimator,
  x: Table,
  y: Target,
  { folds = 5, metric, against, weights, signal, onProgress, ...plan }: CrossValidateOptions,
): Promise<CrossValidation> {
  const score = metric ? scores[metric] : mainScore(y);
  const splits = typeof folds === "number" ? foldsOf(y, folds, plan) : folds;
  const estimators = against ? [model, against] : [model];
  const found = estimators.map(({ name }) => ({ model: name, values: [] as number[], fitMs: 0 }));
  for (const [f, split] of splits.entries()) {
    for (const [e, estimator] of estimators.entries()) {
      const { predictions, fitMs } = await fitAndPredict(estimator, x, y, split, {
        seed: plan.seed + f,
        ...(weights && { weights }),
        ...(signal && { signal }),
      });
      const value = scoreOf(score, takeTargetRows(y, split.heldOut), predictions);
      found[e]?.values.push(value);
      (found[e] as (typeof found)[number]).fitMs += fitMs;
    }
    onProgress?.({ share: (f + 1) / splits.length, step: `fold ${f + 1} of ${splits.length}` });
  }
  const [scored, other] = found.map((one) => ({ ...one, mean: corrected(one.values, splits) }));
  const sign = score.isHigherBetter ? 1 : -1;
  return {
    metric: score.name,
    isHigherBetter: score.isHigherBetter,
    scores: scored as FoldScores,
    against: other ?? null,
    gain: other
      ? corrected(
          (scored as FoldScores).values.map((value, f) => sign * (value - (other.values[f] as number))),
          splits,
        )
      : null,
  };
}

/** Fits on the training rows and predicts those held out. */
export async function fitAndPredict(
  estimator: Estimator,
  x: Table,
  y: Target,
  { training, heldOut }: Split,
  options: FitOptions,
): Promise<{ predictions: Predictions; fitMs: number }> {
  const start = performance.now();
  const { weights } = options;
  const fitted = await estimator.fit<Target>(takeTableRows(x, training), takeTargetRows(y, training), {
    ...options,
    ...(weights && { weights: Float64Array.from(training, (row) => weights[row] as number) }),
  });
  const fitMs = performance.now() - start;
  try {
    return { predictions: await predictionsOf(fitted, takeTableRows(x, heldOut)), fitMs };
  } finally {
    await fitted.close();
  }
}

function scoreOf(score: Score, y: Target, predictions: Predictions): number {
  const ones = new Float64Array(y.task === "regression" ? y.values.length : y.labels.length).fill(1);
  const value = score.prepare(y, predictions)(ones);
  if (value !== null) return value;
  throw new LeptonError("LEARN_SCORE_UNDEFINED", {
    problem: `${score.name} is not defined on a held-out part, which has one outcome only.`,
    received: `${ones.length} rows`,
    next: "Give fewer folds, or a metric such as logLoss.",
  });
}

function corrected(values: readonly number[], splits: readonly Split[]): Estimate & { t: number; p: number } {
  const k = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / k;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (k - 1);
  const ratio =
    splits.reduce((sum, { heldOut, training }) => sum + heldOut.length / training.length, 0) / splits.length;
  const error = Math.sqrt((1 / k + ratio) * variance);
  const t = error > 0 ? mean / error : mean === 0 ? 0 : Math.sign(mean) * Number.POSITIVE_INFINITY;
  const half = k > 1 ? studentQuantile(0.975, k - 1) * error : null;
  return {
    value: mean,
    low: half === null ? null : mean - half,
    high: half === null ? null : mean + half,
    level: 0.95,
    n: k,
    t,
    p: k > 1 ? studentTwoSided(t, k - 1) : 1,
  };
}
