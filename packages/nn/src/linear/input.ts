import { LeptonError, type Matrix } from "@lepton/core";
import type { NdArray } from "../array/ndArray.ts";
import {
  type Column,
  checkFilled,
  checkFinite,
  checkLength,
  checkWeights,
  column,
  elements,
} from "../metrics/input.ts";

/**
 * A table of numbers: `{ data, shape: [rows, features] }` over any typed array (float64 keeps all digits; an
 * `NdArray` will do), plain rows, or one plain or typed column.
 */
export type Features =
  | NdArray
  | { readonly data: ArrayLike<number>; readonly shape: readonly number[] }
  | readonly (readonly number[])[]
  | ArrayLike<number>;

/** Errors: NN_FEATURES_SHAPE, NN_COLUMN_EMPTY, NN_COLUMN_NOT_FINITE. Typed arrays are not copied. */
export function matrix(x: Features): Matrix {
  const read = "shape" in x ? shaped(x) : listed(x);
  checkFilled(read.rows, "table of features");
  if (read.columns === 0) throw shapeError(`shape [${read.rows}, 0]`);
  checkFinite(read.data, "table of features");
  return read;
}

function shaped(x: { readonly data: ArrayLike<unknown>; readonly shape: readonly number[] }): Matrix {
  const [rows = 0, columns = 1] = x.shape;
  if (x.shape.length === 0 || x.shape.length > 2 || rows * columns !== x.data.length)
    throw shapeError(`shape [${x.shape.join(", ")}] of ${x.data.length} elements`);
  const data = x.data instanceof BigInt64Array ? elements(x as NdArray) : (x.data as ArrayLike<number>);
  return { data, rows, columns };
}

function listed(x: ArrayLike<number> | readonly (readonly number[])[]): Matrix {
  if (typeof x[0] === "number") return { data: x as ArrayLike<number>, rows: x.length, columns: 1 };
  const rows = x as readonly (readonly number[])[];
  const columns = rows[0]?.length ?? 0;
  const ragged = rows.findIndex((row) => row.length !== columns);
  if (ragged >= 0) throw shapeError(`${columns} values in row 0, ${rows[ragged]?.length} in row ${ragged}`);
  return { data: Float64Array.from(rows.flat()), rows: rows.length, columns };
}

const shapeError = (received: string) =>
  new LeptonError("NN_FEATURES_SHAPE", {
    problem: "The features must form a table with at least one column.",
    received,
    next: "Give shape [rows, features], or rows of equal length.",
  });

/** New rows for a fitted model. Errors: NN_FEATURES_COUNT and those of `matrix`. */
export function newRows(x: Features, features: number): Matrix {
  const read = matrix(x);
  if (read.columns !== features)
    throw new LeptonError("NN_FEATURES_COUNT", {
      problem: `The model was fitted on ${features} features.`,
      received: `${read.columns} features`,
      next: "Give the same columns in the same order as in `fit`.",
    });
  return read;
}

export interface FitOptions {
  /** How much each row counts: zero or more, any scale. */
  weights?: Column | null;
}

/** x, y and weights of a regression. Errors: NN_ROWS_DIFFER, NN_WEIGHTS and those of `matrix`. */
export function regressionData(x: Features, y: Column, { weights }: FitOptions) {
  const features = matrix(x);
  const target = column(y, "y");
  checkLength(features.rows, target.length, "y", "table of features");
  return { x: features, y: target, weights: checkWeights(weights, features.rows, "table of features") };
}

/** Errors: NN_OPTION unless `value` is a finite number within the bounds. */
export function checkOption(
  name: string,
  value: number,
  low: number,
  high = Number.POSITIVE_INFINITY,
): number {
  if (!(Number.isFinite(value) && value >= low && value <= high))
    throw new LeptonError("NN_OPTION", {
      problem: `${name} must be a number ${Number.isFinite(high) ? `from ${low} to ${high}` : `of ${low} or more`}.`,
      received: String(value),
      next: "Correct the option.",
      field: name,
    });
  return value;
}
