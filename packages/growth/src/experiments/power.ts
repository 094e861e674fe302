import { normalQuantile, twoSidedZ } from "@lepton/core";
import { boundaryRho2, safeMultiplier } from "./sequential.ts";

export interface PowerOptions {
  /** Variance of the metric over people; after CUPED, times 1 − ρ². */
  variance: number;
  /** Shares of people in control and in the smallest other variant; together at most 1. */
  shares: readonly [control: number, treatment: number];
  level?: number;
  power?: number;
  /** With intervals that hold at every look, tightest at so many people; without, one look at the end. */
  peak?: number;
}

/**
 * Smallest difference that N people find with the given power: (c + z_power)·√(σ²/N·(1/w_c + 1/w_t)), c = z of the level
 * for one look at the end, the boundary of the confidence sequence otherwise (an upper bound there, as only the last look
 * counts). Unit: the metric's. Source: Cohen 1988, Statistical Power Analysis, 2.4; normal instead of t.
 */
export function detectable(people: number, options: PowerOptions): number {
  const { variance, shares, level = 0.95, power = 0.8, peak } = options;
  if (!(people > 0)) return Number.POSITIVE_INFINITY;
  const compared = people * (shares[0] + shares[1]);
  const c =
    peak === undefined
      ? twoSidedZ(level)
      : safeMultiplier(compared, level, boundaryRho2(level, Math.max(1, peak * (shares[0] + shares[1]))));
  return (c + normalQuantile(power)) * Math.sqrt((variance / people) * (1 / shares[0] + 1 / shares[1]));
}

/** Fewest people with which `detectable` is at most `effect`: by bisection, as the boundary grows with N. */
export function peopleNeeded(effect: number, options: PowerOptions): number {
  if (!(effect > 0)) return Number.POSITIVE_INFINITY;
  if (options.variance === 0) return 2;
  // Planned for N people, the boundary is tightest there.
  const at = (n: number) => detectable(n, options.peak === undefined ? options : { ...options, peak: n });
  let high = 2;
  while (at(high) > effect) {
    high *= 2;
    if (high > 1e12) return Number.POSITIVE_INFINITY;
  }
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (at(middle) > effect) low = middle;
    else high = middle;
  }
  return Math.ceil(high);
}
