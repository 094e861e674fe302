import { LeptonError } from "@lepton/core";
import { type Column, checkProbabilities, labelled, probabilityPair, type Rows } from "./input.ts";
import { definedMean } from "./mean.ts";

const clip = (p: number, epsilon: number) => Math.min(1 - epsilon, Math.max(epsilon, p));

/**
 * Binary log-loss −Σ w(y·ln p + (1 − y)·ln(1 − p)) / Σ w, unit nats. Truth 0 or 1, p in [0, 1].
 * p is kept `epsilon` away from 0 and 1; unless told, by the rounding unit of its type (2⁻²³ for float32, else 2⁻⁵²),
 * as scikit-learn does: a float32 that reads 1 may have been 1 − 6·10⁻⁸.
 */
export const binaryLogLoss = (epsilon?: number) =>
  definedMean((y, p, unit) => -Math.log(y === 1 ? clip(p, epsilon ?? unit) : 1 - clip(p, epsilon ?? unit)), {
    read: probabilityPair,
  });

/** Brier score Σ w(p − y)² / Σ w in [0, 1]. Source: Brier 1950, Monthly Weather Review 78:1–3. */
export const brierScore = definedMean((y, p) => (p - y) ** 2, { read: probabilityPair });

/** Rows of probabilities that sum to one within 10⁻³. Errors: NN_METRIC_PROBABILITY. */
function probabilityRows(truth: Column, probabilities: Rows, weights?: Column | null) {
  const rows = labelled(truth, probabilities, weights);
  checkProbabilities(rows.data);
  for (let i = 0; i < rows.rows; i++) {
    let sum = 0;
    for (let c = 0; c < rows.classes; c++) sum += rows.data[i * rows.classes + c] as number;
    if (Math.abs(sum - 1) > 1e-3)
      throw new LeptonError("NN_METRIC_PROBABILITY", {
        problem: "The probabilities of a row do not sum to one.",
        received: `sum ${sum} in row ${i}`,
        next: "Give probabilities over all classes; turn logits into them with softmax.",
      });
  }
  return rows;
}

/** Σ w·row(i) / Σ w. */
function meanOfRows(rows: number, weights: ArrayLike<number> | null, row: (i: number) => number): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const w = weights === null ? 1 : (weights[i] as number);
    sum += w * row(i);
    total += w;
  }
  return sum / total;
}

/** Log-loss −Σ w·ln p_y / Σ w over several classes, nats. Truth [rows], p [rows, classes]. Clips as `binaryLogLoss`. */
export function logLoss(
  truth: Column,
  probabilities: Rows,
  { weights, epsilon }: { weights?: Column | null; epsilon?: number } = {},
): number {
  const rows = probabilityRows(truth, probabilities, weights);
  const away = epsilon ?? rows.unit;
  return meanOfRows(rows.rows, rows.weights, (i) => {
    let sum = 0;
    for (let c = 0; c < rows.classes; c++) sum += clip(rows.data[i * rows.classes + c] as number, away);
    const own = clip(rows.data[i * rows.classes + (rows.truth[i] as number)] as number, away);
    return -Math.log(own / sum);
  });
}

/** Brier's original score Σ w·Σ_c (p_c − [y = c])² / Σ w, in [0, 2]: for two classes twice `brierScore`. */
export function multiclassBrierScore(truth: Column, probabilities: Rows, weights?: Column | null): number {
  const rows = probabilityRows(truth, probabilities, weights);
  return meanOfRows(rows.rows, rows.weights, (i) => {
    let squares = 0;
    for (let c = 0; c < rows.classes; c++)
      squares += ((rows.data[i * rows.classes + c] as number) - Number(rows.truth[i] === c)) ** 2;
    return squares;
  });
}
