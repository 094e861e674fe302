import {
  type Coefficient,
  coefficientTable,
  columnName,
  type Diagnostics,
  fUpper,
  type NotEnough,
  type Prediction,
  predictions,
  type RowDiagnostics,
  residualTests,
  rowDiagnostics,
  solveLeastSquares,
} from "@lepton/core";
import type { Column } from "../metrics/input.ts";
import { decision } from "./fittedLinear.ts";
import { checkOption, type Features, type FitOptions, newRows, regressionData } from "./input.ts";
import type { SavedRegression } from "./saved.ts";

export interface LinearRegressionOptions extends FitOptions {
  /** Default true. */
  intercept?: boolean;
  /** Of the features, in order; x1, x2, … unless given. */
  names?: readonly string[];
  /** Of the intervals. Default 0.95. */
  level?: number;
}

/** A least-squares fit. Keeps no data. */
export interface LinearRegression {
  kind: "linearRegression";
  /** Slopes, [features], unit of y per unit of the feature. */
  coefficients: Float64Array;
  /** 0 when fitted without one. */
  intercept: number;
  /** Every coefficient with its standard error, t, p and interval; the intercept first. */
  table: Coefficient[];
  rSquared: number;
  adjustedRSquared: number;
  /** Are all slopes zero? F with [features, df] degrees. */
  f: number;
  fP: number;
  /** Residual standard deviation, unit of y. */
  sigma: number;
  n: number;
  df: number;
  level: number;
  /** Of the design with its column of ones, in the units given; above about 10¹⁰ few digits are left. */
  conditionNumber: number;
  /** [rows], unit of y. */
  predict(x: Features): Float64Array;
  /** Predictions with the interval of the mean (low, high) and of one new observation (newLow, newHigh). */
  intervals(x: Features, options?: { level?: number }): Record<keyof Prediction, Float64Array>;
  /** Residuals, leverage, Cook's distance and tests of the assumptions, for the rows it was fitted on. */
  inspect(x: Features, y: Column, options?: FitOptions): RowDiagnostics & Diagnostics;
  toJSON(): SavedRegression;
}

/**
 * Linear regression min Σ wᵢ(yᵢ − a − xᵢβ)² by QR, never normal equations: standard errors, t and p values, intervals.
 * x: [rows, features]; rows are read in blocks, so a million of them cost no second copy. `weights` are precisions: the
 * variance of row i is σ²/wᵢ. Intervals suppose independent normal errors of that variance; `inspect` says what
 * speaks against it. Needs more rows than coefficients, else the answer is `notEnough`.
 * Errors: CORE_COLLINEAR names features that follow from others.
 * @example
 * const fit = linearRegression([100, 120, 140, 160], [8, 9.5, 11, 12.5]);
 * if (fit.kind === "linearRegression") fit.predict([200]); // 15.5
 */
export function linearRegression(
  x: Features,
  y: Column,
  { intercept = true, names, level = 0.95, weights }: LinearRegressionOptions = {},
): LinearRegression | NotEnough {
  checkOption("level", level, 0.01, 0.9999);
  const data = regressionData(x, y, { weights });
  const solution = solveLeastSquares(data.x, data.y, { intercept, weights: data.weights, names, level });
  if (solution.kind === "notEnough") return solution;
  const { beta, inverse, variance, df, n, rSquared, adjustedRSquared, f } = solution;
  return linearRegressionOf({
    kind: "linearRegression",
    intercept,
    beta: [...beta],
    inverse: [...inverse.data],
    variance,
    df,
    n,
    rSquared,
    adjustedRSquared,
    f: Number.isFinite(f) ? f : null,
    level,
    conditionNumber: solution.conditionNumber,
    names: Array.from({ length: data.x.columns }, (_, j) => columnName(j, names)),
  });
}

/** The fitted value of its saved form. */
export function linearRegressionOf(saved: SavedRegression): LinearRegression {
  const { df, n, rSquared, adjustedRSquared, level, conditionNumber, variance, names } = saved;
  const beta = Float64Array.from(saved.beta);
  const first = saved.intercept ? 1 : 0;
  const features = beta.length - first;
  const fit = {
    intercept: saved.intercept,
    beta,
    inverse: { size: beta.length, data: Float64Array.from(saved.inverse) },
    variance,
    df,
  };
  const coefficients = beta.slice(first);
  const intercept = saved.intercept ? (beta[0] as number) : 0;
  // JSON has no infinity: F of a fit without residuals.
  const f = saved.f ?? Number.POSITIVE_INFINITY;
  return {
    kind: "linearRegression",
    coefficients,
    intercept,
    table: coefficientTable(fit, (j) => columnName(j - first, names), level),
    rSquared,
    adjustedRSquared,
    f,
    fP: fUpper(f, features, df),
    sigma: Math.sqrt(variance),
    n,
    df,
    level,
    conditionNumber,
    predict: (x) => decision(coefficients, intercept, x),
    intervals: (x, options = {}) =>
      predictions(fit, newRows(x, features), checkOption("level", options.level ?? level, 0.01, 0.9999)),
    inspect: (x, y, options = {}) => {
      const data = regressionData(x, y, options);
      const table = newRows(x, features);
      const rows = rowDiagnostics(fit, table, data.y, data.weights);
      const w = data.weights;
      const weighted = rows.residuals.map((e, i) =>
        variance === 0 ? 0 : e * (w === null ? 1 : Math.sqrt(w[i] as number)),
      );
      return { ...rows, ...residualTests(table, weighted) };
    },
    toJSON: () => saved,
  };
}
