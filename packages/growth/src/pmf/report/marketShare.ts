import { marketShare } from "../../questions/marketShare.ts";
import { marketShareQuestion } from "../../schema/question.ts";
import { verdictOf } from "../verdict.ts";
import { emptyMeasure, type MeasureSource } from "./measure.ts";

const periodsNeeded = 2;

/**
 * Share of the market in the latest period, held against the share a year before (or the earliest known): no share is
 * good in itself, a growing one is. Bounds are the sources' own, not a confidence interval (level 0).
 */
export const shareOfMarket: MeasureSource = {
  id: "marketShare",
  async measure(inquiry, { range }) {
    const question = marketShareQuestion.parse({ kind: "marketShare", range: { from: "all", to: range.to } });
    const { segments } = await marketShare.answer(inquiry, question);
    const known = segments.map((segment) => ({
      ...segment,
      periods: segment.periods.filter((p) => p.share !== null),
    }));
    // The segment with the longest history speaks; its name is among the details.
    const segment = known.sort((a, b) => b.periods.length - a.periods.length)[0];
    const latest = segment?.periods.at(-1);
    const bar = {
      value: 0,
      why: "The share a year before: reached while the share grows. There is no good share as such.",
    };
    const empty = emptyMeasure("marketShare", "share", bar, periodsNeeded, question);
    if (!segment || !latest || latest.share === null) return empty;
    const earlier = segment.periods.slice(0, -1);
    const before = earlier.findLast((p) => p.period <= yearBefore(latest.period)) ?? earlier[0];
    const n = segment.periods.length;
    const value = { value: latest.share, low: latest.low, high: latest.high, level: 0, n };
    const threshold = { ...bar, value: before?.share ?? 0 };
    return {
      ...empty,
      value,
      threshold,
      trend: segment.periods.map(({ period, share }) => ({ start: period, complete: true, value: share })),
      verdict: verdictOf(value, threshold.value, periodsNeeded),
      have: n,
      simulated: latest.sources.some(({ source }) => /simulated/i.test(source)),
      details: {
        segment: segment.segment,
        ...(before ? { since: before.period } : {}),
        ...(latest.relativeShare === null
          ? {}
          : { relativeShare: latest.relativeShare, rival: latest.largestRival ?? "" }),
        ...(latest.shareOfGrowth === null ? {} : { shareOfGrowth: latest.shareOfGrowth }),
      },
    };
  },
};

const yearBefore = (date: string): string => `${Number(date.slice(0, 4)) - 1}${date.slice(4)}`;
