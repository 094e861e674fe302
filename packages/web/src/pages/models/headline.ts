import type { Model } from "@lepton/server";
import { type Expected, expectedAt, type Point, testShare } from "./curves.ts";
import { baselineRow } from "./metrics.ts";

/** The share of people that the headline speaks of, highest scores first. */
export const headlineShare = 0.2;

/** Where it happens to more than twice that share, hardly anybody can be missed: how pure the list is says more. */
const commonFrom = 2 * headlineShare;

export type Headline =
  | {
      kind: "share";
      /** Whether what was found leads, or how pure the first fifth is. */
      leads: "found" | "pure";
      /** Of those it happened to, how many stand among the first fifth. */
      found: number;
      /** The same for the baseline, where it was measured. */
      baselineFound: number | null;
      /** Of the first fifth, to how many it happened; of everybody. */
      precision: number;
      baselinePrecision: number | null;
      overall: number;
    }
  | { kind: "error"; mae: number; baseline: number | null }
  | { kind: "metric" };

/** What the model achieved on people it had not seen, in one figure and what stands beside it. */
export function headlineOf(
  model: Pick<Model, "task" | "curves" | "leaderboard" | "verdict" | "data">,
): Headline {
  const { curves, leaderboard, verdict } = model;
  if (model.task === "regression") {
    const mae = leaderboard.find(({ chosen }) => chosen)?.metrics.mae?.value;
    const baseline = baselineRow(leaderboard, verdict.baseline)?.metrics.mae?.value ?? null;
    return mae === undefined ? { kind: "metric" } : { kind: "error", mae, baseline };
  }
  const overall = testShare(model);
  const expected: Expected | null = curves.gain && expectedAt(curves.gain, overall, headlineShare);
  if (!expected) return { kind: "metric" };
  const baseline: Point[] | null | undefined = curves.baselineGain;
  const beside = baseline ? expectedAt(baseline, overall, headlineShare) : null;
  return {
    kind: "share",
    leads: overall > commonFrom ? "pure" : "found",
    found: expected.recall,
    baselineFound: beside?.recall ?? null,
    precision: expected.precision,
    baselinePrecision: beside?.precision ?? null,
    overall,
  };
}
