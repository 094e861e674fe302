import type { Estimate } from "@lepton/core";
import type { Verdict } from "../schema/result.ts";

/**
 * Reached when the value is at or above the threshold, "uncertain" when its interval reaches below. Fewer cases than
 * needed give no verdict, whatever the value.
 */
export function verdictOf({ value, low, n }: Estimate, threshold: number, need: number): Verdict {
  if (value === null && n === 0) return "noData";
  if (value === null || n < need) return "notEnoughData";
  if (value < threshold) return "notReached";
  return low !== null && low >= threshold ? "reached" : "reachedUncertain";
}

/** Ellis answers needed for a verdict: 30–40 give a direction. */
export const ellisAnswersNeeded = 30;
