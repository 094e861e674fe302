import { normalTwoSided } from "../distributions.ts";
import { type NotEnough, notEnough } from "../enough.ts";
import type { Estimate } from "../estimate.ts";
import { wilson } from "../intervals/wilson.ts";

export interface Share {
  successes: number;
  trials: number;
}
export interface ProportionsDifference {
  kind: "proportions";
  z: number;
  p: number;
  /** share(a) − share(b), fraction in [−1, 1]. */
  difference: Estimate;
}

/**
 * Do two shares differ? Two-sided z with pooled variance; interval by Newcombe's method 10,
 * built from the two Wilson intervals: d − √((a−lₐ)² + (u_b−b)²) … d + √((uₐ−a)² + (b−l_b)²).
 * Source: Newcombe 1998, Statistics in Medicine 17:873–890.
 */
export function proportionsDifference(a: Share, b: Share, level = 0.95): ProportionsDifference | NotEnough {
  if (a.trials === 0 || b.trials === 0) return notEnough(Math.min(a.trials, b.trials), 1);
  const [wa, wb] = [wilson(a.successes, a.trials, level), wilson(b.successes, b.trials, level)];
  const [pa, pb] = [a.successes / a.trials, b.successes / b.trials];
  const n = a.trials + b.trials;
  const value = pa - pb;
  const pooled = (a.successes + b.successes) / n;
  const se = Math.sqrt(pooled * (1 - pooled) * (1 / a.trials + 1 / b.trials));
  const z = se === 0 ? 0 : value / se;
  const below = Math.hypot(pa - (wa.low ?? pa), (wb.high ?? pb) - pb);
  const above = Math.hypot((wa.high ?? pa) - pa, pb - (wb.low ?? pb));
  return {
    kind: "proportions",
    z,
    p: normalTwoSided(z),
    difference: { value, low: value - below, high: value + above, level, n },
  };
}
