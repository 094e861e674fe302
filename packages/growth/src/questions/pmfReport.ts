import { LeptonError } from "@lepton/core";
import { quickRatio } from "../pmf/report/growth.ts";
import { shareOfMarket } from "../pmf/report/marketShare.ts";
import { emptyMeasure, type MeasureSource, type Report, sharedBy } from "../pmf/report/measure.ts";
import { isJudged, isReached, nextSteps } from "../pmf/report/next.ts";
import { longRunRetention } from "../pmf/report/retention.ts";
import { revenueGrowth } from "../pmf/report/revenue.ts";
import { ellis, nps, qualificationOf } from "../pmf/report/surveys.ts";
import { pmfSegmentsQuestion } from "../schema/question.ts";
import type { PmfMeasure, ResultOf } from "../schema/result.ts";
import { Inquiry } from "../sql/run.ts";
import { defineQuestion } from "./define.ts";
import { pmfSegments } from "./pmfSegments.ts";

const sources: readonly MeasureSource[] = [
  ellis,
  nps,
  longRunRetention,
  quickRatio,
  revenueGrowth,
  shareOfMarket,
];

/**
 * Does the product fit its market? Satisfaction, retention, growth, revenue and market share side by side, each with its
 * value, interval, sample size, trend, bar and verdict. There is no composite beyond "so many of those judged are
 * reached". A measure that fails has no data and a warning; the others stand.
 */
export const pmfReport = defineQuestion({
  kind: "pmfReport",
  async answer(inquiry, report) {
    const failures: unknown[] = [];
    /** Each part writes into an inquiry of its own, so that SQL and warnings keep their order. */
    const part = async <T>(name: string, run: (own: Inquiry) => Promise<T>, otherwise: T) => {
      const own = new Inquiry(inquiry.facts);
      try {
        return { own, value: await run(own) };
      } catch (error) {
        inquiry.facts.context.signal?.throwIfAborted();
        failures.push(error);
        const told =
          error instanceof LeptonError ? `${error.problem} ${error.next}` : "Ask again; the log says more.";
        own.warn(
          `PMF_PART_FAILED_${name.toUpperCase()}`,
          `The part "${name}" could not be answered. ${told}`,
          { part: name, told },
        );
        return { own, value: otherwise };
      }
    };
    const [segmented, ...measured] = await Promise.all([
      part("segments", (own) => segmentsOf(own, report), null),
      ...sources.map((source) =>
        part<PmfMeasure>(
          source.id,
          (own) => source.measure(own, report),
          emptyMeasure(source.id, "share", { value: 0, why: "" }, 0),
        ),
      ),
    ]);
    if (failures.length === sources.length + 1) throw failures[0];
    for (const { own } of [...measured, segmented]) {
      inquiry.sql.push(...own.sql);
      for (const { code, text, values } of own.warnings) inquiry.warn(code, text, values);
    }
    const measures = measured.map(({ value }) => value);
    const judged = measures.filter(isJudged);
    const [next, ...later] = nextSteps(measures, segmented.value, report);
    return {
      kind: "pmfReport",
      measures,
      reached: judged.filter(isReached).length,
      judged: judged.length,
      segments: segmented.value,
      next,
      later,
    };
  },
});

/** Null when nobody qualified has answered: there is nothing to segment. */
async function segmentsOf(inquiry: Inquiry, report: Report): Promise<ResultOf<"pmfSegments"> | null> {
  const { range, surveyId, threshold } = report;
  const question = pmfSegmentsQuestion.parse({
    kind: "pmfSegments",
    ...sharedBy(report),
    range,
    surveyId,
    threshold,
    qualification: qualificationOf(report),
  });
  const result = await pmfSegments.answer(inquiry, question);
  return result.all.n === 0 ? null : result;
}
