import { mean } from "simple-statistics";
import { fUpper, studentQuantile, studentTwoSided } from "../distributions.ts";
import { type NotEnough, notEnough } from "../enough.ts";
import { LeptonError } from "../errors.ts";
import { type Diagnostics, diagnose } from "./diagnostics.ts";
import { backSubstitute, householder, invertUpper } from "./qr.ts";

export interface Coefficient {
  name: string;
  value: number;
  standardError: number;
  t: number;
  p: number;
  low: number;
  high: number;
}
export interface Prediction {
  value: number;
  /** Interval of the mean at this point. */
  low: number;
  high: number;
  /** Interval of one new observation. */
  newLow: number;
  newHigh: number;
}
export interface LeastSquares {
  kind: "leastSquares";
  /** The intercept first. */
  coefficients: Coefficient[];
  rSquared: number;
  adjustedRSquared: number;
  /** All slopes zero? */
  f: number;
  fP: number;
  /** Residual standard deviation, unit of y. */
  sigma: number;
  n: number;
  df: number;
  level: number;
  residuals: number[];
  /** Pull of each row on its own fitted value, in [0, 1]. */
  leverage: number[];
  /** Change of the whole fit when the row is left out. */
  cooks: number[];
  diagnostics: Diagnostics;
  predict(row: readonly number[]): Prediction;
}

/**
 * Ordinary least squares y = β₀ + Σ βⱼxⱼ + e by QR, with standard errors σ²(XᵀX)⁻¹, t, p, intervals, diagnostics.
 * `x`: [rows, features], without the intercept. Needs more rows than coefficients.
 * jStat's `models.ols` inverts XᵀX, which loses Longley's digits; hence this one.
 * Errors: CORE_COLLINEAR when a column follows from the others.
 */
export function leastSquares(
  x: readonly (readonly number[])[],
  y: readonly number[],
  { level = 0.95, names }: { level?: number; names?: readonly string[] } = {},
): LeastSquares | NotEnough {
  const n = y.length;
  const features = x[0]?.length ?? 0;
  const df = n - features - 1;
  if (df < 1) return notEnough(n, features + 2);
  const design = x.map((row) => [1, ...row]); // [n, features + 1]
  const { r, qty, dependent } = householder(design, y);
  const label = (j: number) => (j === 0 ? "intercept" : (names?.[j - 1] ?? `x${j}`));
  if (dependent.length > 0)
    throw new LeptonError("CORE_COLLINEAR", {
      problem:
        "A column of the regression is a combination of the others, so its effect cannot be told apart.",
      received: dependent.map(label).join(", "),
      next: "Leave the named columns out.",
    });
  const beta = backSubstitute(r, qty);
  const inverse = invertUpper(r);
  const at = (row: readonly number[]) => row.reduce((sum, v, j) => sum + v * (beta[j] ?? 0), 0);
  // Row·R⁻¹; its squared length is the leverage x(XᵀX)⁻¹xᵀ.
  const reach = (row: readonly number[]) =>
    inverse[0]
      ?.map((_, j) => row.reduce((sum, v, i) => sum + v * (inverse[i]?.[j] ?? 0), 0) ** 2)
      .reduce((a, b) => a + b, 0) ?? 0;
  const residuals = design.map((row, i) => (y[i] ?? 0) - at(row));
  const sse = residuals.reduce((sum, e) => sum + e * e, 0);
  const center = mean([...y]);
  const sst = y.reduce((sum, v) => sum + (v - center) ** 2, 0);
  const variance = sse / df;
  const rSquared = sst === 0 ? 0 : 1 - sse / sst;
  const f = features === 0 ? Number.NaN : (sst - sse) / features / variance;
  const tCritical = studentQuantile((1 + level) / 2, df);
  const leverage = design.map(reach);
  return {
    kind: "leastSquares",
    coefficients: beta.map((value, j) => {
      const standardError = Math.sqrt(variance * (inverse[j] ?? []).reduce((sum, v) => sum + v * v, 0));
      const t = value / standardError;
      const half = tCritical * standardError;
      return {
        name: label(j),
        value,
        standardError,
        t,
        p: studentTwoSided(t, df),
        low: value - half,
        high: value + half,
      };
    }),
    rSquared,
    adjustedRSquared: 1 - ((1 - rSquared) * (n - 1)) / df,
    f,
    fP: fUpper(f, features, df),
    sigma: Math.sqrt(variance),
    n,
    df,
    level,
    residuals,
    leverage,
    cooks: residuals.map((e, i) => {
      const h = leverage[i] ?? 0;
      return ((e * e) / ((features + 1) * variance)) * (h / (1 - h) ** 2);
    }),
    diagnostics: diagnose(design, residuals),
    predict: (row) => {
      const full = [1, ...row];
      const value = at(full);
      const h = reach(full);
      const half = tCritical * Math.sqrt(variance * h);
      const newHalf = tCritical * Math.sqrt(variance * (1 + h));
      return {
        value,
        low: value - half,
        high: value + half,
        newLow: value - newHalf,
        newHigh: value + newHalf,
      };
    },
  };
}
