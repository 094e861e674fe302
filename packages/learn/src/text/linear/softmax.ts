import type { SparseRows } from "../sparse.ts";
import type { AsyncObjective } from "./lbfgs.ts";

/**
 * Weights of a linear classifier: [columns + 1, outputs] row-major, the last row the intercepts. One output for two
 * classes (the log odds of the second), else one per class.
 */
export type Weights = Float64Array;

export const outputsOf = (classes: number): number => (classes === 2 ? 1 : classes);

/** Rows of work between two looks at the clock. */
const stride = 64;

/**
 * Σᵢ −ln P(yᵢ) + ½λ Σ w², intercepts free; two classes by one logistic, several by softmax: scikit-learn's
 * `LogisticRegression(C=1/λ)`. Nats.
 */
export function softmaxObjective(
  x: SparseRows,
  labels: Int32Array,
  classes: number,
  penalty: number,
  rest: () => Promise<void>,
): AsyncObjective {
  const k = outputsOf(classes);
  const bias = x.columns * k;
  const error = new Float64Array(k);
  return async (w, gradient) => {
    gradient.fill(0);
    let loss = 0;
    for (let i = 0; i < x.rows; i++) {
      scoresOf(x, i, w, k, error);
      const label = labels[i] as number;
      loss += k === 1 ? logisticError(error, label) : softmaxError(error, label);
      for (let p = x.starts[i] as number; p < (x.starts[i + 1] as number); p++) {
        const value = x.values[p] as number;
        const from = (x.columnsAt[p] as number) * k;
        for (let c = 0; c < k; c++)
          gradient[from + c] = (gradient[from + c] as number) + value * (error[c] as number);
      }
      for (let c = 0; c < k; c++) gradient[bias + c] = (gradient[bias + c] as number) + (error[c] as number);
      if (i % stride === 0) await rest();
    }
    for (let j = 0; j < bias; j++) {
      loss += (penalty / 2) * (w[j] as number) ** 2;
      gradient[j] = (gradient[j] as number) + penalty * (w[j] as number);
    }
    return loss;
  };
}

/**
 * About the second derivative along each weight: λ + Σᵢ xᵢ²·p(1 − p), with p of a class as frequent as the others. Common
 * terms have a steeper valley than rare ones by orders of magnitude; steps measured by it take half as many rounds.
 */
export function curvatureOf(x: SparseRows, classes: number, penalty: number): Float64Array {
  const k = outputsOf(classes);
  const spread = (1 / classes) * (1 - 1 / classes);
  const out = new Float64Array((x.columns + 1) * k).fill(penalty);
  const squares = new Float64Array(x.columns);
  x.columnsAt.forEach((column, p) => {
    squares[column] = (squares[column] as number) + (x.values[p] as number) ** 2;
  });
  for (let c = 0; c < k; c++) {
    for (let j = 0; j < x.columns; j++) out[j * k + c] = penalty + spread * (squares[j] as number);
    out[x.columns * k + c] = spread * x.rows;
  }
  return out;
}

/** Scores of one row into `out` [outputs]. */
export function scoresOf(x: SparseRows, row: number, w: Weights, k: number, out: Float64Array): void {
  const bias = x.columns * k;
  for (let c = 0; c < k; c++) out[c] = w[bias + c] as number;
  for (let p = x.starts[row] as number; p < (x.starts[row + 1] as number); p++) {
    const value = x.values[p] as number;
    const from = (x.columnsAt[p] as number) * k;
    for (let c = 0; c < k; c++) out[c] = (out[c] as number) + value * (w[from + c] as number);
  }
}

/** −ln P of the label; the score becomes P(1) − y. */
function logisticError(score: Float64Array, label: number): number {
  const z = score[0] as number;
  const towards = label === 1 ? z : -z;
  score[0] = 1 / (1 + Math.exp(-z)) - label;
  return towards > 0 ? Math.log1p(Math.exp(-towards)) : Math.log1p(Math.exp(towards)) - towards;
}

/** −ln P of the label; scores become P(c) − [c = label]. */
function softmaxError(scores: Float64Array, label: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < scores.length; c++) top = Math.max(top, scores[c] as number);
  const own = (scores[label] as number) - top;
  let total = 0;
  for (let c = 0; c < scores.length; c++) {
    const e = Math.exp((scores[c] as number) - top);
    scores[c] = e;
    total += e;
  }
  for (let c = 0; c < scores.length; c++) scores[c] = (scores[c] as number) / total;
  scores[label] = (scores[label] as number) - 1;
  return Math.log(total) - own;
}

/** Probabilities [rows, classes] of every row. */
export async function probabilitiesOf(
  x: SparseRows,
  w: Weights,
  classes: number,
  rest: () => Promise<void>,
): Promise<Float64Array> {
  const k = outputsOf(classes);
  const out = new Float64Array(x.rows * classes);
  const scores = new Float64Array(k);
  for (let i = 0; i < x.rows; i++) {
    scoresOf(x, i, w, k, scores);
    if (k === 1) {
      const p = 1 / (1 + Math.exp(-(scores[0] as number)));
      out[2 * i] = 1 - p;
      out[2 * i + 1] = p;
    } else {
      const top = scores.reduce((a, b) => Math.max(a, b));
      const total = scores.reduce((sum, score) => sum + Math.exp(score - top), 0);
      for (let c = 0; c < k; c++) out[i * k + c] = Math.exp((scores[c] as number) - top) / total;
    }
    if (i % stride === 0) await rest();
  }
  return out;
}
