import { fUpper, studentQuantile, studentTwoSided } from "../distributions.ts";
import { type NotEnough, notEnough } from "../enough.ts";
import { LeptonError } from "../errors.ts";
import { type Matrix, triangleOf } from "./design.ts";
import { dependentColumns, invertTriangle, solveTriangle, type Triangle } from "./qr.ts";
import { conditionNumber } from "./singularValues.ts";

export interface Coefficient {
  name: string;
  value: number;
  standardError: number;
  t: number;
  p: number;
  low: number;
  high: number;
}

/** What predicting needs of a fit. */
export interface Predictor {
  intercept: boolean;
  /** The intercept first, when there is one. */
  beta: Float64Array;
  /** R⁻¹, so that σ²·R⁻¹R⁻ᵀ is the covariance of the coefficients. */
  inverse: Triangle;
  /** σ², the residual variance of a case of weight 1, unit of y². */
  variance: number;
  df: number;
}

export interface Solution extends Predictor {
  kind: "solution";
  coefficients: Coefficient[];
  rSquared: number;
  adjustedRSquared: number;
  /** All slopes zero? */
  f: number;
  fP: number;
  sigma: number;
  /** Cases of positive weight. */
  n: number;
  level: number;
  conditionNumber: number;
}

export interface SolveOptions {
  intercept?: boolean;
  /** Precision weights: the variance of case i is σ²/wᵢ. */
  weights?: ArrayLike<number> | null;
  names?: readonly string[];
  level?: number;
}

/**
 * Weighted least squares min Σ wᵢ(yᵢ − xᵢβ)² by QR: standard errors σ²(XᵀWX)⁻¹, t, p, intervals, R², F.
 * Without an intercept R² and F compare with zero instead of the mean, as R and statsmodels do.
 * A residual within rounding error counts as none. Needs more cases than coefficients.
 * Errors: CORE_COLLINEAR when a column follows from the others.
 */
export function solveLeastSquares(
  x: Matrix,
  y: ArrayLike<number>,
  { intercept = true, weights = null, names, level = 0.95 }: SolveOptions = {},
): Solution | NotEnough {
  const columns = x.columns + (intercept ? 1 : 0);
  const n = weights === null ? x.rows : countPositive(weights);
  const df = n - columns;
  if (df < 1) return notEnough(n, columns + 1);
  const triangle = triangleOf(x, y, { intercept, weights });
  const { size, data } = triangle;
  const label = (j: number) => columnName(intercept ? j - 1 : j, names);
  const dependent = dependentColumns(triangle, columns);
  if (dependent.length > 0)
    throw new LeptonError("CORE_COLLINEAR", {
      problem:
        "A column of the regression is a combination of the others, so its effect cannot be told apart.",
      received: dependent.map(label).join(", "),
      next: "Leave the named columns out.",
    });
  const beta = solveTriangle(triangle);
  const inverse = invertTriangle(triangle, columns);
  const last = (i: number) => (data[i * size + size - 1] as number) ** 2;
  let total = 0; // of the centred y, or of y without an intercept
  for (let i = intercept ? 1 : 0; i < size; i++) total += last(i);
  const whole = intercept ? total + last(0) : total;
  const residual = last(columns);
  const sse = residual <= 16 * n * Number.EPSILON ** 2 * whole ? 0 : residual;
  const variance = sse / df;
  const rSquared = total === 0 ? 0 : 1 - sse / total;
  const f = x.columns === 0 ? Number.NaN : (total - sse) / x.columns / variance;
  return {
    kind: "solution",
    intercept,
    beta,
    inverse,
    variance,
    df,
    coefficients: coefficientTable({ beta, inverse, variance, df }, label, level),
    rSquared,
    adjustedRSquared: 1 - ((1 - rSquared) * (intercept ? n - 1 : n)) / df,
    f,
    fP: fUpper(f, x.columns, df),
    sigma: Math.sqrt(variance),
    n,
    level,
    conditionNumber: conditionNumber(triangle, columns),
  };
}

/** Each coefficient with its standard error, t, two-sided p and interval. */
export function coefficientTable(
  { beta, inverse, variance, df }: Omit<Predictor, "intercept">,
  label: (column: number) => string,
  level: number,
): Coefficient[] {
  const critical = studentQuantile((1 + level) / 2, df);
  return Array.from(beta, (value, j) => {
    const standardError = Math.sqrt(variance * rowSquares(inverse, j));
    const t = value / standardError;
    const half = critical * standardError;
    const p = studentTwoSided(t, df);
    return { name: label(j), value, standardError, t, p, low: value - half, high: value + half };
  });
}

/** "intercept" for −1, else the column's name or x1, x2, … */
export const columnName = (j: number, names?: readonly string[]): string =>
  j < 0 ? "intercept" : (names?.[j] ?? `x${j + 1}`);

/** Squared length of row j of an upper triangle: the coefficient's variance over σ². */
export function rowSquares({ size, data }: Triangle, j: number): number {
  let sum = 0;
  for (let m = j; m < size; m++) sum += (data[j * size + m] as number) ** 2;
  return sum;
}

function countPositive(weights: ArrayLike<number>): number {
  let n = 0;
  for (let i = 0; i < weights.length; i++) if ((weights[i] as number) > 0) n++;
  return n;
}
