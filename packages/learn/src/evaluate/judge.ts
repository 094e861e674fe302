import type { Estimate } from "@lepton/core";
import type { Table } from "../table/table.ts";
import type { Target } from "../tabular/target.ts";
import type { Candidate } from "./candidates.ts";
import { type Difference, pairedDifference, scoreInterval } from "./interval.ts";
import { type Predictions, predictionsOf, type Score, type ScoreName, scoresFor } from "./score.ts";
import type { SplitPlan } from "./splits.ts";

export interface LeaderboardRow {
  model: string;
  isBaseline: boolean;
  /** By cross-validation on the training rows: what the order follows. */
  validation: number;
  /** On the test rows, with bootstrap intervals. */
  metrics: Partial<Record<ScoreName, Estimate>>;
  /** Against the best naive baseline, on the same test rows; null for baselines. */
  gain: Difference | null;
  fitMs: number;
  predictMs: number;
}

/** Every candidate on the test rows, beside the naive baseline that cross-validated best. */
export async function judge(
  candidates: readonly Candidate[],
  x: Table,
  y: Target,
  score: Score,
  { seed, groups, signal, heldOut }: SplitPlan & { signal: AbortSignal | undefined; heldOut: Int32Array },
): Promise<LeaderboardRow[]> {
  const options = {
    seed,
    ...(groups && { groups: Array.from(heldOut, (row) => groups[row] as string | number | null) }),
    ...(signal && { signal }),
  };
  const predicted: { predictions: Predictions; predictMs: number }[] = [];
  for (const { fitted } of candidates) {
    const start = performance.now();
    predicted.push({ predictions: await predictionsOf(fitted, x), predictMs: performance.now() - start });
  }
  // The best baseline by cross-validation comes first among them.
  const naive = candidates.findIndex(({ isBaseline }) => isBaseline);
  const rows: LeaderboardRow[] = [];
  for (const [at, { name, isBaseline, validation, fitMs }] of candidates.entries()) {
    const { predictions, predictMs } = predicted[at] as (typeof predicted)[number];
    const metrics: LeaderboardRow["metrics"] = {};
    for (const one of scoresFor(y)) metrics[one.name] = await scoreInterval(one, y, predictions, options);
    const others = predicted[naive]?.predictions as Predictions;
    const gain = isBaseline ? null : await pairedDifference(score, y, predictions, others, options);
    rows.push({ model: name, isBaseline, validation, metrics, gain, fitMs, predictMs });
  }
  return rows;
}

const shown = (value: number | null | undefined) =>
  value === null || value === undefined ? "unknown" : Number(value.toPrecision(4)).toString();

/** The result in a sentence, with its figures. */
export function statementOf(
  row: LeaderboardRow,
  rows: readonly LeaderboardRow[],
  { name }: Score,
  isPublishable: boolean,
): string {
  const naive = rows.find(({ isBaseline }) => isBaseline);
  const [ours, theirs] = [row.metrics[name], naive?.metrics[name]];
  const figures =
    `${name} ${shown(ours?.value)} (${shown(ours?.low)} to ${shown(ours?.high)}), ` +
    `${naive?.model ?? "naive baseline"} ${shown(theirs?.value)}`;
  return isPublishable
    ? `The ${row.model} is better than the ${naive?.model}: ${figures}.`
    : `No better than the ${naive?.model}, so it is not published: ${row.model} ${figures}.`;
}
