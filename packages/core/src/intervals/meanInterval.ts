import { mean, sampleStandardDeviation } from "simple-statistics";
import { studentQuantile } from "../distributions.ts";
import { type Estimate, unknownEstimate } from "../estimate.ts";

/**
 * Mean with its Student interval x̄ ± t(n−1)·s/√n. Unit: the values'.
 * One value has a mean and no interval; none has neither.
 * Error: exact for normal values; for skewed ones prefer `bootstrap`.
 */
export function meanInterval(values: readonly number[], level = 0.95): Estimate {
  const n = values.length;
  if (n === 0) return unknownEstimate(0, level);
  const value = mean([...values]);
  if (n === 1) return { value, low: null, high: null, level, n };
  const half =
    (studentQuantile((1 + level) / 2, n - 1) * sampleStandardDeviation([...values])) / Math.sqrt(n);
  return { value, low: value - half, high: value + half, level, n };
}
