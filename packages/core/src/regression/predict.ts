import { studentQuantile } from "../distributions.ts";
import type { Matrix } from "./design.ts";
import type { Predictor } from "./solve.ts";

export interface Prediction {
  value: number;
  /** Interval of the mean at this point. */
  low: number;
  high: number;
  /** Interval of one new observation. */
  newLow: number;
  newHigh: number;
}

/** ŷ = Xβ, [rows]. */
export function fittedValues({ beta, intercept }: Predictor, { data, rows, columns }: Matrix): Float64Array {
  const out = new Float64Array(rows);
  const first = intercept ? 1 : 0;
  for (let i = 0; i < rows; i++) {
    let sum = intercept ? (beta[0] as number) : 0;
    const at = i * columns;
    for (let j = 0; j < columns; j++) sum += (data[at + j] as number) * (beta[j + first] as number);
    out[i] = sum;
  }
  return out;
}

/** x(XᵀWX)⁻¹xᵀ = ‖xR⁻¹‖² of every row: the leverage of a row of weight 1. */
export function reaches({ inverse, intercept }: Predictor, { data, rows, columns }: Matrix): Float64Array {
  const out = new Float64Array(rows);
  const { size, data: r } = inverse;
  const row = new Float64Array(size);
  if (intercept) row[0] = 1;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) row[size - columns + j] = data[i * columns + j] as number;
    let squares = 0;
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let m = 0; m <= j; m++) sum += (row[m] as number) * (r[m * size + j] as number);
      squares += sum * sum;
    }
    out[i] = squares;
  }
  return out;
}

/** `Prediction` of many rows, a column each. */
export type PredictionColumns = Record<keyof Prediction, Float64Array>;

/** Predictions with the interval of the mean, ± t·σ√h, and of one new observation of weight 1, ± t·σ√(1 + h). */
export function predictions(fit: Predictor, x: Matrix, level: number): PredictionColumns {
  const value = fittedValues(fit, x);
  const reach = reaches(fit, x);
  const critical = studentQuantile((1 + level) / 2, fit.df);
  const half = reach.map((h) => critical * Math.sqrt(fit.variance * h));
  const newHalf = reach.map((h) => critical * Math.sqrt(fit.variance * (1 + h)));
  return {
    value,
    low: value.map((v, i) => v - (half[i] as number)),
    high: value.map((v, i) => v + (half[i] as number)),
    newLow: value.map((v, i) => v - (newHalf[i] as number)),
    newHigh: value.map((v, i) => v + (newHalf[i] as number)),
  };
}
