import { mean, sampleVariance } from "simple-statistics";
import { studentQuantile, studentTwoSided } from "../distributions.ts";
import { type NotEnough, notEnough } from "../enough.ts";
import type { Estimate } from "../estimate.ts";

export interface Welch {
  kind: "welch";
  t: number;
  df: number;
  p: number;
  /** mean(a) − mean(b), in the unit of the values. */
  difference: Estimate;
}

/**
 * Do two means differ, variances not assumed equal? Two-sided; degrees of freedom by Welch–Satterthwaite.
 * simple-statistics' `tTestTwoSample` pools the variances and gives no p-value. Source: Welch 1947, Biometrika 34:28–35.
 */
export function welch(a: readonly number[], b: readonly number[], level = 0.95): Welch | NotEnough {
  const [n, m] = [a.length, b.length];
  if (n < 2 || m < 2) return notEnough(Math.min(n, m), 2);
  const va = sampleVariance([...a]) / n;
  const vb = sampleVariance([...b]) / m;
  const value = mean([...a]) - mean([...b]);
  const se = Math.sqrt(va + vb);
  if (se === 0) {
    const same = { value, low: value, high: value, level, n: n + m };
    return {
      kind: "welch",
      t: value === 0 ? 0 : Number.POSITIVE_INFINITY * value,
      df: n + m - 2,
      p: value === 0 ? 1 : 0,
      difference: same,
    };
  }
  const df = (va + vb) ** 2 / (va ** 2 / (n - 1) + vb ** 2 / (m - 1));
  const half = studentQuantile((1 + level) / 2, df) * se;
  return {
    kind: "welch",
    t: value / se,
    df,
    p: studentTwoSided(value / se, df),
    difference: { value, low: value - half, high: value + half, level, n: n + m },
  };
}
