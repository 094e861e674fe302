import { twoSidedZ } from "../distributions.ts";
import { type Estimate, unknownEstimate } from "../estimate.ts";

/**
 * Share of successes with its Wilson score interval:
 * (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n). Unit: fraction in [0, 1]. No trials: null, not 0.
 * Error: coverage averages the stated level; near 0 or 1 a single case can dip below it.
 * Source: Wilson 1927, JASA 22:209–212.
 */
export function wilson(successes: number, trials: number, level = 0.95): Estimate {
  if (trials === 0) return unknownEstimate(0, level);
  const z = twoSidedZ(level);
  const p = successes / trials;
  const shrink = 1 + (z * z) / trials;
  const center = (p + (z * z) / (2 * trials)) / shrink;
  const half = (z * Math.sqrt((p * (1 - p)) / trials + (z * z) / (4 * trials * trials))) / shrink;
  return {
    value: p,
    // Rounding must not push the share out of its own interval.
    low: Math.min(p, Math.max(0, center - half)),
    high: Math.max(p, Math.min(1, center + half)),
    level,
    n: trials,
  };
}
