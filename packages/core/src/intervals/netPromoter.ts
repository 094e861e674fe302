import { twoSidedZ } from "../distributions.ts";
import { type Estimate, unknownEstimate } from "../estimate.ts";
import { wilson } from "./wilson.ts";

/**
 * Net promoter score 100·(P − D)/n with its normal interval, variance of one answer (P+D)/n − ((P−D)/n)².
 * Unit: −100..100. No answers: null.
 * Limit: when all answers are of one sort that variance is 0 and would claim certainty; the Wilson bound
 * of "an answer of another sort" is taken instead.
 */
export function netPromoter(
  counts: { promoters: number; passives: number; detractors: number },
  level = 0.95,
): Estimate {
  const { promoters: p, passives: s, detractors: d } = counts;
  const n = p + s + d;
  if (n === 0) return unknownEstimate(0, level);
  const value = (100 * (p - d)) / n;
  if (p === n || s === n || d === n) {
    const other = 1 - (wilson(n, n, level).low ?? 0);
    const low = p === n ? 100 - 200 * other : s === n ? -100 * other : -100;
    const high = d === n ? -100 + 200 * other : s === n ? 100 * other : 100;
    return { value, low, high, level, n };
  }
  const variance = (p + d) / n - ((p - d) / n) ** 2;
  const half = 100 * twoSidedZ(level) * Math.sqrt(variance / n);
  return { value, low: Math.max(-100, value - half), high: Math.min(100, value + half), level, n };
}
