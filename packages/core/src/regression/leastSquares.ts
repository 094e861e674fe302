import type { NotEnough } from "../enough.ts";
import type { Matrix } from "./design.ts";
import { type Diagnostics, residualTests, rowDiagnostics } from "./diagnostics.ts";
import { type Prediction, predictions } from "./predict.ts";
import { type Coefficient, solveLeastSquares } from "./solve.ts";

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
 * Ordinary least squares y = β₀ + Σ βⱼxⱼ + e of a small table in plain rows, everything worked out at once.
 * `x`: [rows, features], without the intercept. Needs more rows than coefficients.
 * jStat's `models.ols` inverts XᵀX, which loses Longley's digits; hence this one. The mathematics is
 * `solveLeastSquares`, which takes typed arrays of any length.
 * Errors: CORE_COLLINEAR when a column follows from the others.
 */
export function leastSquares(
  x: readonly (readonly number[])[],
  y: readonly number[],
  { level = 0.95, names }: { level?: number; names?: readonly string[] } = {},
): LeastSquares | NotEnough {
  const columns = x[0]?.length ?? 0;
  const matrix: Matrix = { data: Float64Array.from(x.flat()), rows: y.length, columns };
  const fit = solveLeastSquares(matrix, y, { level, names });
  if (fit.kind === "notEnough") return fit;
  const { coefficients, rSquared, adjustedRSquared, f, fP, sigma, n, df } = fit;
  const { residuals, leverage, cooks } = rowDiagnostics(fit, matrix, y);
  return {
    kind: "leastSquares",
    coefficients,
    rSquared,
    adjustedRSquared,
    f,
    fP,
    sigma,
    n,
    df,
    level,
    residuals: [...residuals],
    leverage: [...leverage],
    cooks: [...cooks],
    diagnostics: residualTests(matrix, sigma === 0 ? new Float64Array(n) : residuals),
    predict: (row) => {
      const at = predictions(fit, { data: row, rows: 1, columns }, level);
      return {
        value: at.value[0] as number,
        low: at.low[0] as number,
        high: at.high[0] as number,
        newLow: at.newLow[0] as number,
        newHigh: at.newHigh[0] as number,
      };
    },
  };
}
