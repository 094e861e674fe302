import { type Estimate, LeptonError, meanInterval, random } from "@lepton/core";
import { checkBackground, checkCount, evaluate, evaluateMany, type Predict, type Row } from "../predict.ts";

/** How good predictions are: (truth, predicted) → one number. */
export type Metric<Truth> = (truth: readonly Truth[], predicted: ArrayLike<number>) => number;

export interface PermutationImportanceOptions {
  /** Is a larger metric better? `false` for an error. */
  higherIsBetter: boolean;
  /** Features shuffled together, by name: correlated or one-hot columns. Default every feature alone. */
  groups?: Readonly<Record<string, readonly number[]>>;
  /** Shuffles per feature. Default 10; more narrows the interval. */
  repeats?: number;
  seed?: number;
  level?: number;
}

export interface Importance {
  /** Name of the group, or the feature's number. */
  name: string;
  features: readonly number[];
  /** How much worse the metric gets; near 0: the model does without. Interval over shuffles, not over rows. */
  loss: Estimate;
}

/**
 * How much a metric suffers when a feature's values are shuffled among the rows: loss = ±(metric − metric shuffled).
 * Use rows the model has not seen. Costs groups·repeats·rows predictions.
 * Limit: of two features that tell the same each seems unimportant; name them as a group.
 * Errors: TRUST_EMPTY_BACKGROUND; TRUST_ROW_WIDTH; TRUST_OPTION; TRUST_METRIC when the metric is not finite.
 * Sources: Breiman 2001, Machine Learning 45:5–32; Fisher, Rudin & Dominici 2019, JMLR 20:177.
 */
export async function permutationImportance<Truth>(
  predict: Predict,
  rows: readonly Row[],
  truth: readonly Truth[],
  metric: Metric<Truth>,
  { higherIsBetter, groups, repeats = 10, seed = 7, level = 0.95 }: PermutationImportanceOptions,
): Promise<{ score: number; importances: Importance[] }> {
  checkBackground(rows[0] ?? [null], rows, "rows");
  checkCount("repeats", repeats, 2);
  if (truth.length !== rows.length)
    throw new LeptonError("TRUST_ROW_WIDTH", {
      problem: "Every row needs its true outcome.",
      received: `${rows.length} rows, ${truth.length} outcomes`,
      next: "Pass rows and outcomes in the same order.",
      field: "truth",
    });
  const named = groups ?? Object.fromEntries((rows[0] ?? []).map((_, j) => [String(j), [j]]));
  const score = checked(metric(truth, await evaluate(predict, rows)));
  const { shuffle } = random(seed);
  const places = rows.map((_, i) => i);
  const importances: Importance[] = [];
  for (const [name, features] of Object.entries(named)) {
    const losses: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const from = shuffle(places);
      const shuffled = await evaluateMany(predict, rows.length, (i) =>
        (rows[i] as Row).map((value, j) => (features.includes(j) ? rows[from[i] as number]?.[j] : value)),
      );
      const worse = score - checked(metric(truth, shuffled));
      losses.push(higherIsBetter ? worse : -worse);
    }
    importances.push({ name, features, loss: meanInterval(losses, level) });
  }
  return { score, importances: importances.sort((a, b) => (b.loss.value ?? 0) - (a.loss.value ?? 0)) };
}

function checked(value: number): number {
  if (!Number.isFinite(value))
    throw new LeptonError("TRUST_METRIC", {
      problem: "The metric must answer a finite number.",
      received: String(value),
      next: "Check that both classes occur among the rows, or choose another metric.",
    });
  return value;
}
