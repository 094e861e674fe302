import { mean } from "simple-statistics";
import { chiSquareUpper } from "../distributions.ts";
import { backSubstitute, householder } from "./qr.ts";

/** What the residuals say about the model's assumptions. */
export interface Diagnostics {
  /** Σ(eᵢ − eᵢ₋₁)² / Σe²: about 2 without serial correlation, towards 0 when neighbours err alike. */
  durbinWatson: number | null;
  /** Are the residuals normal? n/6·(S² + (K−3)²/4), chi-square with 2 degrees. */
  jarqueBera: { statistic: number; p: number } | null;
  /** Does their spread depend on x? Lagrange multiplier n·R² of e² on x. */
  breuschPagan: { statistic: number; p: number } | null;
}

/** `x` includes the intercept's column. A fit without residuals has no diagnostics. */
export function diagnose(x: readonly (readonly number[])[], residuals: readonly number[]): Diagnostics {
  const n = residuals.length;
  const squares = residuals.map((e) => e * e);
  const sse = squares.reduce((a, b) => a + b, 0);
  if (sse === 0) return { durbinWatson: null, jarqueBera: null, breuschPagan: null };
  let steps = 0;
  for (let i = 1; i < n; i++) steps += ((residuals[i] ?? 0) - (residuals[i - 1] ?? 0)) ** 2;
  const center = mean([...residuals]);
  const moment = (k: number) => residuals.reduce((sum, e) => sum + (e - center) ** k, 0) / n;
  const skewness = moment(3) / moment(2) ** 1.5;
  const kurtosis = moment(4) / moment(2) ** 2;
  const jb = (n / 6) * (skewness ** 2 + (kurtosis - 3) ** 2 / 4);
  const bp = n * explained(x, squares);
  const df = (x[0]?.length ?? 1) - 1;
  return {
    durbinWatson: steps / sse,
    jarqueBera: { statistic: jb, p: chiSquareUpper(jb, 2) },
    breuschPagan: df === 0 ? null : { statistic: bp, p: chiSquareUpper(bp, df) },
  };
}

function explained(x: readonly (readonly number[])[], y: readonly number[]): number {
  const { r, qty } = householder(x, y);
  const beta = backSubstitute(r, qty);
  const center = mean([...y]);
  let sse = 0;
  let sst = 0;
  y.forEach((value, i) => {
    const fitted = (x[i] ?? []).reduce((sum, v, j) => sum + v * (beta[j] ?? 0), 0);
    sse += (value - fitted) ** 2;
    sst += (value - center) ** 2;
  });
  return sst === 0 ? 0 : 1 - sse / sst;
}
