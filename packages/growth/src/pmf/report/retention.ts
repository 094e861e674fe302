import { type Estimate, wilson } from "@lepton/core";
import { retention } from "../../questions/retention/index.ts";
import { retentionQuestion } from "../../schema/question.ts";
import type { PmfMeasure, ResultOf } from "../../schema/result.ts";
import { verdictOf } from "../verdict.ts";
import { emptyMeasure, lastIntervals, type MeasureSource, type Report, sharedBy, useOf } from "./measure.ts";

/** People a cell must follow to be looked at, and cells a curve needs to show where it goes. */
const peopleNeeded = 30;
const periodsNeeded = 4;
/** The curve flattens when its last third lies less than this share below the third before. */
const flatWithin = 0.15;

const bars = {
  month: {
    value: 0.25,
    why: "A curve that flattens shows people for whom the product stays. Good consumer products keep about 25 % after six months, business products 60 % (Rachitsky and Winters 2020).",
  },
  week: {
    value: 0.2,
    why: "A curve that flattens shows people for whom the product stays; one in five coming back in a given week is a modest floor. Judge it by how often your product is needed.",
  },
} as const;

/**
 * Long-run retention: the weighted average curve of people by their first use, over its last third. Reached when the
 * curve flattens at or above the bar. The interval is Wilson's over the people of the thinnest cell of that third, as
 * the same people stand in each.
 */
export const longRunRetention: MeasureSource = {
  id: "retention",
  async measure(inquiry, report) {
    const question = questionOf(report);
    const bar = bars[report.interval];
    const { rows, average } = await retention.answer(inquiry, question);
    const curve = (average[0]?.rates ?? []).slice(1);
    const followed = curve.filter(({ n }) => n >= peopleNeeded);
    const people = curve[0]?.n ?? 0;
    const empty = emptyMeasure("retention", "share", bar, peopleNeeded, question);
    if (rows.every(({ size }) => size === 0)) return empty;
    if (people < peopleNeeded) return { ...empty, verdict: "notEnoughData", have: people };
    if (followed.length < periodsNeeded)
      return {
        ...empty,
        verdict: "notEnoughData",
        have: followed.length,
        need: periodsNeeded,
        details: { counted: `${report.interval}s followed` },
      };
    const { value, flattens, before, tailStart } = plateau(followed);
    const judged = verdictOf(value, bar.value, 1);
    return {
      ...empty,
      value,
      trend: trendOf(rows, tailStart),
      verdict: flattens ? judged : "notReached",
      have: value.n,
      details: {
        flattens,
        before,
        firstReturn: curve[0]?.value ?? 0,
        fromPeriod: tailStart,
        toPeriod: followed.length,
      },
    };
  },
};

function questionOf(report: Report) {
  const use = useOf(report);
  return retentionQuestion.parse({
    kind: "retention",
    ...sharedBy(report),
    interval: report.interval,
    range: lastIntervals(report, 24, 52),
    periods: report.interval === "month" ? 12 : 26,
    start: use,
    return: use,
  });
}

/** The last third of a curve, beside the third before. `tailStart`: its first period. */
export function plateau(curve: readonly Estimate[]): {
  value: Estimate;
  flattens: boolean;
  before: number;
  tailStart: number;
} {
  const third = Math.ceil(curve.length / 3);
  const tail = curve.slice(-third);
  const rate = (cells: readonly Estimate[]) => {
    const n = cells.reduce((sum, cell) => sum + cell.n, 0);
    return n === 0 ? 0 : cells.reduce((sum, cell) => sum + (cell.value ?? 0) * cell.n, 0) / n;
  };
  const value = rate(tail);
  const before = rate(curve.slice(-2 * third, -third));
  const n = Math.min(...tail.map((cell) => cell.n));
  return {
    value: { ...wilson(value * n, n), value },
    flattens: value > 0 && value >= (1 - flatWithin) * before,
    before,
    tailStart: curve.length - third + 1,
  };
}

/** By first use: back in the period where the last third begins. */
function trendOf(rows: ResultOf<"retention">["rows"], period: number): PmfMeasure["trend"] {
  return rows
    .filter(({ size }) => size > 0)
    .map(({ cohort, rates }) => ({
      start: cohort.start,
      complete: rates[period] !== null,
      value: rates[period] ?? null,
    }));
}
