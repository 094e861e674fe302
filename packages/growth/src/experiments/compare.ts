import {
  type Estimate,
  normalTwoSided,
  proportionsDifference,
  studentQuantile,
  studentTwoSided,
  twoSidedZ,
  wilson,
} from "@lepton/core";
import { type Moments, squaredError } from "./moments.ts";

/** One look at the planned end: valid once, not again and again while data come in. */
export interface FixedComparison {
  /** treatment − control, in the metric's unit. */
  difference: Estimate;
  p: number;
}

/** Value of one variant: Wilson for shares, Student for means. */
export function armValue(moments: Moments, isShare: boolean, level: number): Estimate {
  const { n, meanY } = moments;
  if (isShare) return wilson(Math.round(meanY * n), n, level);
  if (n < 2) return { value: n === 0 ? null : meanY, low: null, high: null, level, n };
  const half = studentQuantile((1 + level) / 2, n - 1) * Math.sqrt(squaredError(moments));
  return { value: meanY, low: meanY - half, high: meanY + half, level, n };
}

/** Two shares by Newcombe's interval and the pooled z. */
export function compareShares(control: Moments, treatment: Moments, level: number): FixedComparison | null {
  const of = ({ n, meanY }: Moments) => ({ successes: Math.round(n * meanY), trials: n });
  const found = proportionsDifference(of(treatment), of(control), level);
  return found.kind === "proportions" ? { difference: found.difference, p: found.p } : null;
}

/**
 * Two means, variances not assumed equal: t = d/√(s₁²/n₁ + s₂²/n₂), degrees of freedom by Welch–Satterthwaite.
 * Source: Welch 1947, Biometrika 34:28–35.
 */
export function compareMeans(control: Moments, treatment: Moments, level: number): FixedComparison | null {
  const [a, b] = [squaredError(treatment), squaredError(control)];
  if (Math.min(control.n, treatment.n) < 2) return null;
  const value = treatment.meanY - control.meanY;
  const n = control.n + treatment.n;
  if (a + b === 0)
    return { difference: { value, low: value, high: value, level, n }, p: value === 0 ? 1 : 0 };
  const df = (a + b) ** 2 / (a ** 2 / (treatment.n - 1) + b ** 2 / (control.n - 1));
  const se = Math.sqrt(a + b);
  const half = studentQuantile((1 + level) / 2, df) * se;
  return {
    difference: { value, low: value - half, high: value + half, level, n },
    p: studentTwoSided(value / se, df),
  };
}

/**
 * treatment/control − 1 with its interval by the delta method: var(r) ≈ (v_t + r²·v_c)/c̄². Unit: fraction.
 * Null where the control's mean is not clearly away from 0 (less than three standard errors).
 */
export function relativeDifference(control: Moments, treatment: Moments, level: number): Estimate | null {
  const [vc, vt] = [squaredError(control), squaredError(treatment)];
  if (control.meanY === 0 || Math.abs(control.meanY) < 3 * Math.sqrt(vc)) return null;
  const ratio = treatment.meanY / control.meanY;
  const half = (twoSidedZ(level) * Math.sqrt(vt + ratio ** 2 * vc)) / Math.abs(control.meanY);
  return {
    value: ratio - 1,
    low: ratio - 1 - half,
    high: ratio - 1 + half,
    level,
    n: control.n + treatment.n,
  };
}

/** Two-sided p of a difference by the normal. */
export const normalP = (difference: number, se: number): number =>
  se > 0 ? normalTwoSided(difference / se) : difference === 0 ? 1 : 0;

/**
 * Holm's step-down: p-values adjusted so that a false alarm anywhere among them stays below the level.
 * Source: Holm 1979, Scandinavian Journal of Statistics 6:65–70.
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((p, i) => ({ p, i })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(ps.length).fill(1);
  let highest = 0;
  for (const [rank, { p, i }] of order.entries()) {
    highest = Math.max(highest, Math.min(1, p * (ps.length - rank)));
    adjusted[i] = highest;
  }
  return adjusted;
}
