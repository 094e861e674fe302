import { type Column, labels, pair } from "./input.ts";

/** How often each true class got each label. */
export interface ConfusionMatrix {
  classes: number;
  /** [classes, classes] row-major: row = truth, column = prediction; weights summed. */
  counts: Float64Array;
}
export interface ConfusionOptions {
  /** How many classes there are; one more than the largest label unless told. */
  classes?: number;
  weights?: Column | null;
}

/** Labels 0 … classes − 1 on both sides, up to 10,000 classes. Errors: NN_LABEL_UNKNOWN, NN_ROWS_DIFFER. */
export function confusionMatrix(
  truth: Column,
  prediction: Column,
  { classes, weights }: ConfusionOptions = {},
): ConfusionMatrix {
  const rows = pair(truth, prediction, weights);
  const k = Math.max(2, classes ?? 1 + Math.max(largest(rows.truth), largest(rows.prediction)));
  // 10,000² counts are 800 MB; a larger "label" is more likely a measurement.
  labels(rows.truth, Math.min(k, 10_000));
  labels(rows.prediction, Math.min(k, 10_000), "prediction");
  const counts = new Float64Array(k * k);
  for (let i = 0; i < rows.n; i++) {
    const at = (rows.truth[i] as number) * k + (rows.prediction[i] as number);
    counts[at] = (counts[at] as number) + (rows.weights === null ? 1 : (rows.weights[i] as number));
  }
  return { classes: k, counts };
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i] as number);
  return most;
}

/** Shares instead of counts: of each true class, of each predicted class, or of all. A class without rows stays 0. */
export function normalised(matrix: ConfusionMatrix, by: "truth" | "prediction" | "all"): ConfusionMatrix {
  const { classes, counts } = matrix;
  const { truth, prediction, all } = margins(matrix);
  const over = (row: number, col: number) =>
    by === "all" ? all : ((by === "truth" ? truth[row] : prediction[col]) as number);
  return {
    classes,
    counts: counts.map((count, at) => {
      const total = over(Math.floor(at / classes), at % classes);
      return total === 0 ? 0 : count / total;
    }),
  };
}

/** Row and column sums, the diagonal and the total. */
export function margins({ classes, counts }: ConfusionMatrix) {
  const truth = new Float64Array(classes);
  const prediction = new Float64Array(classes);
  const right = new Float64Array(classes);
  let all = 0;
  for (let row = 0; row < classes; row++)
    for (let col = 0; col < classes; col++) {
      const count = counts[row * classes + col] as number;
      truth[row] = (truth[row] as number) + count;
      prediction[col] = (prediction[col] as number) + count;
      if (row === col) right[row] = count;
      all += count;
    }
  return { truth, prediction, right, all };
}
