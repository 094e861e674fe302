import type { Target } from "../tabular/target.ts";

/** A loss over raw scores, [outputs][rows]. */
export interface TreeLoss {
  outputs: number;
  /** The best constant raw score, [outputs]. */
  base(rows: Int32Array): number[];
  /** Gradient and Hessian of the loss by the raw score of output k, at every row. */
  derivatives(
    scores: readonly Float64Array[],
    k: number,
    gradient: Float64Array,
    hessian: Float64Array,
  ): void;
  /** Mean weighted loss of these rows: squared error, or log-loss in nats. */
  mean(scores: readonly Float64Array[], rows: Int32Array): number;
}

/** Squared error for values, binary and multinomial log-loss for classes. */
export function lossOf(target: Target, weights: Float64Array | null): TreeLoss {
  const rows = target.task === "regression" ? target.values.length : target.labels.length;
  const weight = weights ?? new Float64Array(rows).fill(1);
  if (target.task === "regression") return squaredError(target.values, weight);
  return target.classes.length <= 2
    ? binaryLogLoss(target.labels, weight)
    : logLoss(target.labels, target.classes.length, weight);
}

function squaredError(y: Float64Array, weight: Float64Array): TreeLoss {
  return {
    outputs: 1,
    base: (rows) => [weightedMean(rows, weight, (i) => y[i] as number)],
    derivatives([score], _, gradient, hessian) {
      for (let i = 0; i < y.length; i++) {
        const w = weight[i] as number;
        gradient[i] = w * ((score?.[i] as number) - (y[i] as number));
        hessian[i] = w;
      }
    },
    mean: ([score], rows) =>
      weightedMean(rows, weight, (i) => ((score?.[i] as number) - (y[i] as number)) ** 2),
  };
}

/** A share is kept this far from 0 and 1, so that its log odds are finite. */
const leastShare = 1e-6;
const leastHessian = 1e-16;

/** p = σ(score); g = w(p − y), h = w·p(1 − p). */
function binaryLogLoss(labels: Int32Array, weight: Float64Array): TreeLoss {
  return {
    outputs: 1,
    base: (rows) => {
      const share = weightedMean(rows, weight, (i) => labels[i] as number);
      const p = Math.min(1 - leastShare, Math.max(leastShare, share));
      return [Math.log(p / (1 - p))];
    },
    derivatives([score], _, gradient, hessian) {
      for (let i = 0; i < labels.length; i++) {
        const p = 1 / (1 + Math.exp(-(score?.[i] as number)));
        const w = weight[i] as number;
        gradient[i] = w * (p - (labels[i] as number));
        hessian[i] = Math.max(w * p * (1 - p), leastHessian);
      }
    },
    // ln(1 + e^s) − y·s, without overflow.
    mean: ([score], rows) =>
      weightedMean(rows, weight, (i) => {
        const s = score?.[i] as number;
        return Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s))) - (labels[i] as number) * s;
      }),
  };
}

/** p = softmax(scores); g = w(p_k − y_k), h = w·p_k(1 − p_k) (the diagonal, doubled nowhere). */
function logLoss(labels: Int32Array, classes: number, weight: Float64Array): TreeLoss {
  const logSum = (scores: readonly Float64Array[], i: number) => {
    let top = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classes; c++) top = Math.max(top, scores[c]?.[i] as number);
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp((scores[c]?.[i] as number) - top);
    return top + Math.log(sum);
  };
  return {
    outputs: classes,
    base: (rows) =>
      Array.from({ length: classes }, (_, c) =>
        Math.log(
          Math.max(
            leastShare,
            weightedMean(rows, weight, (i) => Number(labels[i] === c)),
          ),
        ),
      ),
    derivatives(scores, k, gradient, hessian) {
      for (let i = 0; i < labels.length; i++) {
        const p = Math.exp((scores[k]?.[i] as number) - logSum(scores, i));
        const w = weight[i] as number;
        gradient[i] = w * (p - Number(labels[i] === k));
        hessian[i] = Math.max(w * p * (1 - p), leastHessian);
      }
    },
    mean: (scores, rows) =>
      weightedMean(rows, weight, (i) => logSum(scores, i) - (scores[labels[i] as number]?.[i] as number)),
  };
}

function weightedMean(rows: Int32Array, weight: Float64Array, value: (row: number) => number): number {
  let sum = 0;
  let total = 0;
  for (const i of rows) {
    const w = weight[i] as number;
    sum += w * value(i);
    total += w;
  }
  return sum / total;
}
