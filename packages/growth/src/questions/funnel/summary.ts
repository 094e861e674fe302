import { wilson } from "@lepton/core";
import type { ResultOf } from "../../schema/result.ts";
import type { Draft } from "../../sql/draft.ts";
import { type Funnel, type FunnelPlan, upTo } from "./plan.ts";

type Step = ResultOf<"funnel">["steps"][number];

/** One row of the summary: everybody, or one part of the breakdown. */
export interface StepRow {
  part: string;
  other: boolean;
  /** People at each step. */
  counts: number[];
  /** Seconds from the step before, of each step but the first. */
  medians: (number | null)[];
  means: (number | null)[];
  median: number | null;
  mean: number | null;
  /** Bounds of the seconds to convert, and people per equal-width bin between. */
  lowest: number | null;
  highest: number | null;
  bins: number[];
}

const binCount = 20;

/** Outcomes summed up in one pass: counts, times between steps, and the histogram of the time to convert. */
export function summarySql(
  draft: Draft,
  { steps, question }: FunnelPlan,
  outcomes: string,
  isSplit: boolean,
): string {
  const between = (k: number) => `(at[${k + 1}] - at[${k}]) / 1000`;
  const statistics = (aggregate: (value: string, condition: string) => string) =>
    upTo(steps - 1)
      .map((k) => aggregate(between(k + 1), `level > ${k + 1}`))
      .join(", ");
  const median = (value: string, condition: string) =>
    `quantileExactInclusiveIf(0.5)(${value}, ${condition})`;
  const mean = (value: string, condition: string) => `avgIf(${value}, ${condition})`;
  const isDone = `level = ${steps}`;
  const ranked = !isSplit
    ? `SELECT *, '' AS part, false AS other FROM (${outcomes})`
    : `SELECT *, dense_rank() OVER (ORDER BY entered DESC, value) > ${draft.int(question.breakdown?.limit ?? 10)} AS other, if(other, '', value) AS part
  FROM (SELECT *, count() OVER (PARTITION BY value) AS entered FROM (${outcomes}))`;
  const seconds = `(at[${steps}] - at[1]) / 1000`;
  const sums = `SELECT part, other,
    [${upTo(steps)
      .map((k) => `toFloat64(countIf(level > ${k}))`)
      .join(", ")}] AS counts,
    [${statistics(median)}] AS medians,
    [${statistics(mean)}] AS means,
    ${median(seconds, isDone)} AS median, ${mean(seconds, isDone)} AS mean, groupArrayIf(${seconds}, ${isDone}) AS times
  FROM (${ranked}) GROUP BY part, other`;
  const bin = `toUInt8(if(highest > lowest, least(${binCount - 1}, floor((s - lowest) / (highest - lowest) * ${binCount})), 0))`;
  // The bins come from the few who converted, after the sums: a window over everybody was measured to cost half as much again.
  return `SELECT part, other, counts, medians, means, median, mean,
  if(empty(times), NULL, arrayMin(times)) AS lowest, if(empty(times), NULL, arrayMax(times)) AS highest,
  arrayMap(b -> toFloat64(countEqual(arrayMap(s -> ${bin}, times), b)), range(${binCount})) AS bins
FROM (${sums})`;
}

export function stepsOf({ steps }: Funnel, row: StepRow | undefined): Step[] {
  const first = row?.counts[0] ?? 0;
  return steps.map(({ label, event }, i) => {
    const count = row?.counts[i] ?? 0;
    const before = row?.counts[i - 1] ?? 0;
    const isTimed = i > 0 && count > 0;
    return {
      label: label ?? event ?? "Any event",
      count,
      ofPrevious: i === 0 || before === 0 ? null : count / before,
      ofFirst: first === 0 ? null : count / first,
      interval: wilson(count, first),
      medianSeconds: isTimed ? (row?.medians[i - 1] ?? null) : null,
      meanSeconds: isTimed ? (row?.means[i - 1] ?? null) : null,
    };
  });
}

export function timesOf(row: StepRow | undefined): ResultOf<"funnel">["timeToConvert"] {
  if (!row || row.lowest === null || row.highest === null) return { median: null, mean: null, bins: [] };
  const { lowest, highest } = row;
  if (highest === lowest)
    return {
      median: row.median,
      mean: row.mean,
      bins: [{ fromSeconds: lowest, toSeconds: highest, count: row.bins.reduce((sum, n) => sum + n, 0) }],
    };
  const width = (highest - lowest) / binCount;
  return {
    median: row.median,
    mean: row.mean,
    bins: row.bins.map((count, i) => ({
      fromSeconds: lowest + i * width,
      toSeconds: i === binCount - 1 ? highest : lowest + (i + 1) * width,
      count,
    })),
  };
}
