import { normalQuantile } from "@lepton/core";

/** Fewer steps show no spread to judge by: then a tenth less error is asked for. */
const fewSteps = 8;

/**
 * Whether one forecast's absolute errors are smaller than another's beyond chance, one-sided at 90 %: Diebold–Mariano,
 * z = d̄/√(ω/n) with dₜ = |eₜ| of the other − |eₜ| of the own, ω their long-run variance by Bartlett's window over a
 * horizon, since neighbouring steps of one forecast err together.
 * Source: Diebold & Mariano 1995, J. Business & Economic Statistics 13:253–263; Newey & West 1987.
 */
export function isSmallerBeyondChance(
  own: readonly number[],
  other: readonly number[],
  horizon: number,
): boolean {
  const n = own.length;
  const d = own.map((error, t) => Math.abs(other[t] as number) - Math.abs(error));
  const mean = d.reduce((sum, value) => sum + value, 0) / n;
  if (!(mean > 0)) return false;
  if (n < fewSteps) {
    const base = other.reduce((sum, error) => sum + Math.abs(error), 0) / n;
    return mean >= 0.1 * base;
  }
  const lags = Math.min(horizon - 1, Math.floor(n / 4));
  let variance = 0;
  for (let k = 0; k <= lags; k++) {
    let sum = 0;
    for (let t = k; t < n; t++) sum += ((d[t] as number) - mean) * ((d[t - k] as number) - mean);
    variance += (k === 0 ? 1 : 2 * (1 - k / (lags + 1))) * (sum / n);
  }
  return mean > normalQuantile(0.9) * Math.sqrt(Math.max(variance, 0) / n);
}
