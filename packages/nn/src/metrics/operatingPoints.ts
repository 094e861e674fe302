import { binaryPair, type Column } from "./input.ts";
import { argsortDescending } from "./order.ts";

/** What every threshold between distinct scores would give; a row is positive from the threshold up. */
export interface OperatingPoints {
  /** Distinct scores, falling. */
  thresholds: Float64Array;
  /** Weight of true and false positives at each threshold. */
  truePositives: Float64Array;
  falsePositives: Float64Array;
  positives: number;
  negatives: number;
}

/** O(n). Rows of equal score enter together, so their order does not matter; rows of weight 0 do not enter. */
export function operatingPoints(truth: Column, score: Column, weights?: Column | null): OperatingPoints {
  const rows = binaryPair(truth, score, weights);
  const order = argsortDescending(rows.prediction);
  const thresholds = new Float64Array(rows.n);
  const truePositives = new Float64Array(rows.n);
  const falsePositives = new Float64Array(rows.n);
  let points = 0;
  let tp = 0;
  let fp = 0;
  for (let at = 0; at < rows.n; at++) {
    const i = order[at] as number;
    const w = rows.weights === null ? 1 : (rows.weights[i] as number);
    if (w === 0) continue;
    if (rows.truth[i] === 1) tp += w;
    else fp += w;
    const value = rows.prediction[i] as number;
    if (points === 0 || thresholds[points - 1] !== value) thresholds[points++] = value;
    truePositives[points - 1] = tp;
    falsePositives[points - 1] = fp;
  }
  return {
    thresholds: thresholds.subarray(0, points),
    truePositives: truePositives.subarray(0, points),
    falsePositives: falsePositives.subarray(0, points),
    positives: tp,
    negatives: fp,
  };
}
