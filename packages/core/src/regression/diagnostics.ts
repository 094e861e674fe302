import { chiSquareUpper } from "../distributions.ts";
import { type Matrix, triangleOf } from "./design.ts";
import { fittedValues, reaches } from "./predict.ts";
import type { Predictor } from "./solve.ts";

/** What the residuals say about the model's assumptions. */
export interface Diagnostics {
  /** Σ(eᵢ − eᵢ₋₁)² / Σe²: about 2 without serial correlation, towards 0 when neighbours err alike. */
  durbinWatson: number | null;
  /** Are the residuals normal? n/6·(S² + (K−3)²/4), chi-square with 2 degrees. */
  jarqueBera: { statistic: number; p: number } | null;
  /** Does their spread depend on x? Lagrange multiplier n·R² of e² on x. */
  breuschPagan: { statistic: number; p: number } | null;
}

/** How each row sits in the fit, [rows] each. */
export interface RowDiagnostics {
  /** y − ŷ, unit of y. */
  residuals: Float64Array;
  /** √w·e / (σ√(1 − h)): internally studentised. */
  standardised: Float64Array;
  /** The same with σ of the fit without the row: Student's t with df − 1 degrees. Null below df = 2. */
  studentised: Float64Array | null;
  /** Pull of each row on its own fitted value, in [0, 1]. */
  leverage: Float64Array;
  /** Change of the whole fit when the row is left out: r²/p · h/(1 − h). */
  cooks: Float64Array;
}

/**
 * Rows against a fit they belong to. A fit without residuals has standardised residuals 0; a row that fixes its own
 * fitted value (h = 1) has none: NaN there, and for its Cook's distance.
 */
export function rowDiagnostics(
  fit: Predictor,
  x: Matrix,
  y: ArrayLike<number>,
  weights: ArrayLike<number> | null = null,
): RowDiagnostics {
  const { variance, df } = fit;
  const fitted = fittedValues(fit, x);
  const leverage = reaches(fit, x);
  const residuals = new Float64Array(x.rows);
  const standardised = new Float64Array(x.rows);
  const studentised = df < 2 ? null : new Float64Array(x.rows);
  const cooks = new Float64Array(x.rows);
  for (let i = 0; i < x.rows; i++) {
    const w = weights === null ? 1 : (weights[i] as number);
    const h = w * (leverage[i] as number);
    leverage[i] = h;
    const e = (y[i] as number) - (fitted[i] as number);
    residuals[i] = e;
    const free = 1 - h < 1e-10 ? Number.NaN : 1 - h;
    const square = variance === 0 ? 0 : (w * e * e) / (variance * free);
    standardised[i] = Math.sign(e) * Math.sqrt(square);
    if (studentised) studentised[i] = (standardised[i] as number) * Math.sqrt((df - 1) / (df - square));
    cooks[i] = (square / fit.beta.length) * (h / free);
  }
  return { residuals, standardised, studentised, leverage, cooks };
}

/** `e`: residuals in the order of the rows, times √w under weights. None left (σ = 0) means no diagnostics. */
export function residualTests(x: Matrix, e: Float64Array): Diagnostics {
  const n = e.length;
  let sum = 0;
  let sse = 0;
  let steps = 0;
  const squares = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const v = e[i] as number;
    sum += v;
    squares[i] = v * v;
    sse += v * v;
    if (i > 0) steps += (v - (e[i - 1] as number)) ** 2;
  }
  if (sse === 0) return { durbinWatson: null, jarqueBera: null, breuschPagan: null };
  const center = sum / n;
  let m2 = 0;
  let m3 = 0;
  let m4 = 0;
  for (let i = 0; i < n; i++) {
    const d = (e[i] as number) - center;
    m2 += d * d;
    m3 += d * d * d;
    m4 += d * d * d * d;
  }
  const skewness = m3 / n / (m2 / n) ** 1.5;
  const kurtosis = m4 / n / (m2 / n) ** 2;
  const jb = (n / 6) * (skewness ** 2 + (kurtosis - 3) ** 2 / 4);
  const bp = n * explained(x, squares);
  return {
    durbinWatson: steps / sse,
    jarqueBera: { statistic: jb, p: chiSquareUpper(jb, 2) },
    breuschPagan: x.columns === 0 ? null : { statistic: bp, p: chiSquareUpper(bp, x.columns) },
  };
}

/** R² of y on [1, x], off the last column of the triangle. */
function explained(x: Matrix, y: Float64Array): number {
  const { size, data } = triangleOf(x, y, { intercept: true, weights: null });
  let total = 0;
  for (let i = 1; i < size; i++) total += (data[i * size + size - 1] as number) ** 2;
  return total === 0 ? 0 : 1 - (data[size * size - 1] as number) ** 2 / total;
}
