import { studentQuantile } from "../distributions.ts";
import { type Estimate, unknownEstimate } from "../estimate.ts";

/**
 * Mean with its Student interval x̄ ± t(n−1)·s/√n. Unit: the values'.
 * One value has a mean and no interval; none has neither.
 * Error: exact for normal values; for skewed ones prefer `bootstrap`.
 */
export function meanInterval(values: readonly number[], level = 0.95): Estimate {
  return meanOfCounts(
    values.map((value) => [value, 1]),
    level,
  );
}

/** The same of values that each stand for a number of cases: [value, count]. */
export function meanOfCounts(counts: readonly (readonly [number, number])[], level = 0.95): Estimate {
  const n = counts.reduce((sum, [, count]) => sum + count, 0);
  if (n === 0) return unknownEstimate(0, level);
  const value = counts.reduce((sum, [v, count]) => sum + v * count, 0) / n;
  if (n === 1) return { value, low: null, high: null, level, n };
  const variance = counts.reduce((sum, [v, count]) => sum + count * (v - value) ** 2, 0) / (n - 1);
  const half = studentQuantile((1 + level) / 2, n - 1) * Math.sqrt(variance / n);
  return { value, low: value - half, high: value + half, level, n };
}
