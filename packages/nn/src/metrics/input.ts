import { LeptonError } from "@lepton/core";
import { type NdArray, sizeOf } from "../array/ndArray.ts";

/** One number per row: a list, a typed array, or an array of shape [rows] or [rows, 1]. */
export type Column = ArrayLike<number> | NdArray;
/** One row per case: an array of shape [rows, classes]. */
export type Rows = NdArray;

const isNdArray = (value: Column): value is NdArray => "shape" in value;

/** The elements as numbers; only int64 is copied. */
export const elements = (array: NdArray): ArrayLike<number> =>
  array.dtype === "int64"
    ? Float64Array.from(array.data as BigInt64Array, Number)
    : (array.data as Float32Array);

/** A column as a list of finite numbers. Errors: NN_COLUMN_SHAPE, NN_COLUMN_EMPTY, NN_COLUMN_NOT_FINITE. */
export function column(of: Column, name: string): ArrayLike<number> {
  if (isNdArray(of) && sizeOf(of.shape) !== (of.shape[0] ?? 1))
    throw new LeptonError("NN_COLUMN_SHAPE", {
      problem: `The ${name} must be one number per row.`,
      received: `shape [${of.shape.join(", ")}]`,
      next: "Give shape [rows] or [rows, 1]; for several classes take the metric that reads [rows, classes].",
    });
  const values = isNdArray(of) ? elements(of) : of;
  checkFilled(values.length, name);
  checkFinite(values, name);
  return values;
}

/** Truth and prediction of equal length, with weights or null. */
export interface Pair {
  truth: ArrayLike<number>;
  prediction: ArrayLike<number>;
  weights: ArrayLike<number> | null;
  n: number;
  /** Rounding unit of the predictions: 2⁻²³ for float32, else 2⁻⁵². */
  unit: number;
}

const unitOf = (values: ArrayLike<number>): number => (values instanceof Float32Array ? 2 ** -23 : 2 ** -52);

/** Errors: NN_ROWS_DIFFER and those of `column` and `checkWeights`. */
export function pair(truth: Column, prediction: Column, weights?: Column | null): Pair {
  const t = column(truth, "truth");
  const p = column(prediction, "prediction");
  checkLength(t.length, p.length, "prediction");
  return { truth: t, prediction: p, weights: checkWeights(weights, t.length), n: t.length, unit: unitOf(p) };
}

/** [rows, classes] as row-major numbers. */
export interface Table {
  data: ArrayLike<number>;
  rows: number;
  classes: number;
  unit: number;
}

/** Errors: NN_COLUMN_SHAPE, NN_COLUMN_EMPTY, NN_COLUMN_NOT_FINITE. */
export function table(of: Rows, name: string): Table {
  const [rows = 0, classes = 0] = of.shape;
  if (of.shape.length !== 2 || classes < 2)
    throw new LeptonError("NN_COLUMN_SHAPE", {
      problem: `The ${name} must hold one column per class, at least two.`,
      received: `shape [${of.shape.join(", ")}]`,
      next: "Give shape [rows, classes].",
    });
  checkFilled(rows, name);
  const data = elements(of);
  checkFinite(data, name);
  return { data, rows, classes, unit: unitOf(data) };
}

/** Class numbers 0 … classes − 1, one per row. Errors: NN_LABEL_UNKNOWN. */
export function labels(of: Column, classes: number, name = "truth"): ArrayLike<number> {
  const values = column(of, name);
  for (let i = 0; i < values.length; i++) {
    const label = values[i] as number;
    if (!(Number.isInteger(label) && label >= 0 && label < classes))
      throw new LeptonError("NN_LABEL_UNKNOWN", {
        problem: `A label of the ${name} is not one of the ${classes} classes.`,
        received: `${label} in row ${i}`,
        next: `Give whole numbers from 0 to ${classes - 1}.`,
      });
  }
  return values;
}

/** A class per row against scores per class. Errors: NN_ROWS_DIFFER and those of `labels` and `table`. */
export function labelled(truth: Column, prediction: Rows, weights?: Column | null) {
  const scores = table(prediction, "prediction");
  const truthLabels = labels(truth, scores.classes);
  checkLength(truthLabels.length, scores.rows, "prediction");
  return { truth: truthLabels, ...scores, weights: checkWeights(weights, scores.rows) };
}

/** 0 or 1 against a score. Errors: NN_LABEL_UNKNOWN and those of `pair`. */
export function binaryPair(truth: Column, score: Column, weights?: Column | null): Pair {
  const both = pair(truth, score, weights);
  labels(both.truth, 2);
  return both;
}

/** 0 or 1 against a probability. Errors: NN_METRIC_PROBABILITY and those of `binaryPair`. */
export function probabilityPair(truth: Column, probability: Column, weights?: Column | null): Pair {
  const both = binaryPair(truth, probability, weights);
  checkProbabilities(both.prediction);
  return both;
}

/** Errors: NN_METRIC_PROBABILITY outside [0, 1]. */
export function checkProbabilities(values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    const p = values[i] as number;
    if (p < 0 || p > 1)
      throw new LeptonError("NN_METRIC_PROBABILITY", {
        problem: "A predicted probability lies outside [0, 1].",
        received: `${p} at position ${i}`,
        next: "Give probabilities; turn logits into them with sigmoid or softmax.",
      });
  }
}

/** Non-negative weights of the rows, not all zero, or null. Errors: NN_ROWS_DIFFER, NN_WEIGHTS. */
export function checkWeights(
  weights: Column | null | undefined,
  rows: number,
  beside = "truth",
): ArrayLike<number> | null {
  if (weights === undefined || weights === null) return null;
  const values = column(weights, "weights");
  checkLength(rows, values.length, "weights", beside);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const w = values[i] as number;
    if (w < 0) throw weightsError(`${w} in row ${i}`);
    total += w;
  }
  if (total === 0) throw weightsError("all zero");
  return values;
}

const weightsError = (received: string) =>
  new LeptonError("NN_WEIGHTS", {
    problem: "Weights must be zero or more, and some of them above zero.",
    received,
    next: "Give how much each row counts.",
  });

/** Errors: NN_ROWS_DIFFER. */
export function checkLength(rows: number, other: number, name: string, beside = "truth"): void {
  if (rows !== other)
    throw new LeptonError("NN_ROWS_DIFFER", {
      problem: `The ${beside} and the ${name} have different numbers of rows.`,
      received: `${rows} and ${other}`,
      next: "Give one of each per row.",
    });
}

export function checkFilled(rows: number, name: string): void {
  if (rows === 0)
    throw new LeptonError("NN_COLUMN_EMPTY", {
      problem: `The ${name} has no rows, so nothing can be told from it.`,
      received: "0 rows",
      next: "Give at least one row.",
    });
}

export function checkFinite(values: ArrayLike<number>, name: string): void {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      throw new LeptonError("NN_COLUMN_NOT_FINITE", {
        problem: `The ${name} holds a value that is not a finite number.`,
        received: `${values[i]} at position ${i}`,
        next: "Leave such rows out, or fill them in before.",
      });
}
