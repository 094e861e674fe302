import type { Features } from "./input.ts";
import { newRows } from "./input.ts";

/** y = intercept + Σ coefficientsⱼ·xⱼ, fitted. Keeps no data. */
export interface FittedLinear {
  kind: "linear";
  /** [features], in the unit of y per unit of the feature. */
  coefficients: Float64Array;
  /** 0 when fitted without one. */
  intercept: number;
  /** [rows], unit of y. Errors: NN_FEATURES_COUNT. */
  predict(x: Features): Float64Array;
  toJSON(): SavedLinear;
}
export interface SavedLinear {
  kind: "linear";
  coefficients: number[];
  intercept: number;
}

export function fittedLinear(coefficients: Float64Array, intercept: number): FittedLinear {
  return {
    kind: "linear",
    coefficients,
    intercept,
    predict: (x) => decision(coefficients, intercept, x),
    toJSON: () => ({ kind: "linear", coefficients: [...coefficients], intercept }),
  };
}

/** intercept + Xβ, [rows]. */
export function decision(coefficients: Float64Array, intercept: number, x: Features): Float64Array {
  const { data, rows, columns } = newRows(x, coefficients.length);
  const out = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = intercept;
    for (let j = 0; j < columns; j++) sum += (data[i * columns + j] as number) * (coefficients[j] as number);
    out[i] = sum;
  }
  return out;
}
