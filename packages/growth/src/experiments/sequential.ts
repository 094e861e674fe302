import type { Estimate } from "@lepton/core";
import { type Moments, squaredError } from "./moments.ts";

/** Holds at every look at once: may be read daily, and acted on as soon as it leaves 0. */
export interface SafeComparison {
  difference: Estimate;
  /** Always-valid p: the smallest 1 − level whose sequence of intervals has left 0 by now. */
  p: number;
}

/**
 * ρ² of the boundary that is tightest after `peak` people: (−2 ln α + ln(−2 ln α) + 1)/peak. To be fixed before data
 * come. Source: Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, Annals of Statistics 52:2613–2640 (arXiv:2103.06476),
 * equation (9).
 */
export function boundaryRho2(level: number, peak: number): number {
  const log = -2 * Math.log(1 - level);
  return (log + Math.log(log) + 1) / peak;
}

/**
 * Half-width of the asymptotic confidence sequence in standard errors of the estimate from N people:
 * √(2(Nρ² + 1)/(Nρ²) · ln(√(Nρ² + 1)/α)). Theorem 2.2 of the same paper, times √N/σ̂. Grows like √ln N.
 */
export function safeMultiplier(n: number, level: number, rho2: number): number {
  const nr = n * rho2;
  return Math.sqrt(((2 * (nr + 1)) / nr) * Math.log(Math.sqrt(nr + 1) / (1 - level)));
}

/**
 * Difference of two means with an interval that covers the truth at all looks together with probability `level`, in the
 * limit of large samples (an asymptotic mixture SPRT; Robbins' normal mixture). `peak`: people of both variants at which
 * it is tightest.
 * Error: the coverage under daily looks is measured in sequential.test.ts; below `fewestPeople` a variant nothing is said.
 */
export function compareSafely(
  control: Moments,
  treatment: Moments,
  level: number,
  peak: number,
): SafeComparison | null {
  if (Math.min(control.n, treatment.n) < fewestPeople) return null;
  const n = control.n + treatment.n;
  const value = treatment.meanY - control.meanY;
  const se = Math.sqrt(squaredError(control) + squaredError(treatment));
  if (se === 0) return { difference: { value, low: value, high: value, level, n }, p: value === 0 ? 1 : 0 };
  const rho2 = boundaryRho2(level, peak);
  const half = safeMultiplier(n, level, rho2) * se;
  const nr = n * rho2;
  // The boundary, solved for α at |value|.
  const p = Math.min(1, Math.sqrt(nr + 1) * Math.exp((-((value / se) ** 2) * nr) / (2 * (nr + 1))));
  return { difference: { value, low: value - half, high: value + half, level, n }, p };
}

/** People a variant needs before means are near enough to normal to say anything. */
export const fewestPeople = 100;
