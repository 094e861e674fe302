import { LeptonError } from "@lepton/core";
import { binaryPair, type Column, checkLength, checkWeights, labelled, type Rows, table } from "./input.ts";
import { definedMean } from "./mean.ts";

/** Share of rows whose predicted label is the true one: Σ w[y = ŷ] / Σ w. */
export const accuracy = definedMean((y, label) => (y === label ? 1 : 0));

/** Share of rows on the right side of the threshold; a score equal to it counts as 0, as in Keras. Truth 0 or 1. */
export const binaryAccuracy = (threshold = 0.5) =>
  definedMean((y, score) => (score > threshold === (y === 1) ? 1 : 0), { read: binaryPair });

/**
 * Share of rows whose true class is among the k highest scores. Truth [rows], scores [rows, classes].
 * Ties count for the row (as Keras' in_top_k): the class must have fewer than k scores above its own.
 * Errors: NN_METRIC_TOP_K, and those of the labels.
 */
export function topKAccuracy(truth: Column, scores: Rows, { k = 5, weights }: TopKOptions = {}): number {
  const rows = labelled(truth, scores, weights);
  if (!(Number.isInteger(k) && k >= 1 && k <= rows.classes))
    throw new LeptonError("NN_METRIC_TOP_K", {
      problem: `Top-k needs a k from 1 to the number of classes, ${rows.classes}.`,
      received: String(k),
      next: "Give fewer candidates.",
    });
  return shareOfRows(rows.rows, rows.weights, (i) => {
    const from = i * rows.classes;
    const own = rows.data[from + (rows.truth[i] as number)] as number;
    let above = 0;
    for (let c = from; c < from + rows.classes; c++) if ((rows.data[c] as number) > own) above++;
    return above < k;
  });
}
export interface TopKOptions {
  /** How many of the highest scores count. Default 5. */
  k?: number;
  weights?: Column | null;
}

/** Share of rows whose highest score is the true class's; the first of equal scores is taken. Truth [rows]. */
export function sparseCategoricalAccuracy(truth: Column, scores: Rows, weights?: Column | null): number {
  const rows = labelled(truth, scores, weights);
  return shareOfRows(
    rows.rows,
    rows.weights,
    (i) => highest(rows.data, i * rows.classes, rows.classes) === rows.truth[i],
  );
}

/** The same with the truth one-hot (or as probabilities), [rows, classes]: its highest entry is the true class. */
export function categoricalAccuracy(truth: Rows, scores: Rows, weights?: Column | null): number {
  const t = table(truth, "truth");
  const p = table(scores, "prediction");
  checkLength(t.rows, p.rows, "prediction");
  checkLength(t.classes, p.classes, "prediction's classes");
  return shareOfRows(t.rows, checkWeights(weights, t.rows), (i) => {
    const at = i * t.classes;
    return highest(t.data, at, t.classes) === highest(p.data, at, t.classes);
  });
}

/** The class of the highest score in each row; the first of equal ones. [rows, classes] → [rows]. */
export function predictedLabels(scores: Rows): Int32Array {
  const { data, rows, classes } = table(scores, "prediction");
  return Int32Array.from({ length: rows }, (_, i) => highest(data, i * classes, classes));
}

function highest(data: ArrayLike<number>, from: number, count: number): number {
  let best = 0;
  for (let c = 1; c < count; c++) if ((data[from + c] as number) > (data[from + best] as number)) best = c;
  return best;
}

function shareOfRows(
  rows: number,
  weights: ArrayLike<number> | null,
  holds: (row: number) => boolean,
): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const w = weights === null ? 1 : (weights[i] as number);
    total += w;
    if (holds(i)) sum += w;
  }
  return sum / total;
}
