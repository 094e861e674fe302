import { leastSquares } from "@lepton/core";
import { revenue } from "../../questions/revenue/revenue.ts";
import { type QuestionOf, revenueQuestion } from "../../schema/question.ts";
import { jsonProperty } from "../../sql/property.ts";
import type { Inquiry } from "../../sql/run.ts";
import { verdictOf } from "../verdict.ts";
import { emptyMeasure, lastIntervals, type MeasureSource, type Report, sharedBy } from "./measure.ts";

const bar = { value: 0, why: "Above 0 revenue grows; sure of it when the whole interval lies above." };
const periodsNeeded = 6;

/**
 * Change of revenue per period: slope of least squares over the complete periods since the first revenue, as a share
 * of their mean, with the slope's interval. Linear, so that periods without revenue count as they are.
 */
export const revenueGrowth: MeasureSource = {
  id: "revenue",
  async measure(inquiry, report) {
    const source = report.revenue ?? (await sourceOfMoney(inquiry));
    if (source === null) {
      inquiry.warn(
        "PMF_NO_REVENUE",
        "No event carries a property `revenue`; name the event that is worth money.",
      );
      return emptyMeasure("revenue", "share", bar, periodsNeeded);
    }
    const question = questionOf(report, source);
    const { periods } = await revenue.answer(inquiry, question);
    const complete = periods.filter((p) => p.complete);
    const first = complete.findIndex((p) => p.revenue !== 0);
    const values = first < 0 ? [] : complete.slice(first).map((p) => p.revenue);
    const empty = {
      ...emptyMeasure("revenue", "share", bar, periodsNeeded, question),
      trend: periods.map(({ start, complete, revenue }, i) => {
        const before = periods[i - 1]?.revenue ?? 0;
        return { start, complete, value: complete && before > 0 ? revenue / before - 1 : null };
      }),
    };
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    if (values.length === 0 || mean <= 0) return empty;
    const fit = leastSquares(
      values.map((_, i) => [i]),
      values,
      { names: ["period"] },
    );
    if (fit.kind === "notEnough" || values.length < periodsNeeded)
      return { ...empty, verdict: "notEnoughData", have: values.length };
    const slope = fit.coefficients[1];
    if (!slope) return empty;
    const value = {
      value: slope.value / mean,
      low: slope.low / mean,
      high: slope.high / mean,
      level: fit.level,
      n: values.length,
    };
    return {
      ...empty,
      value,
      verdict: verdictOf(value, bar.value, periodsNeeded),
      have: values.length,
      details: {
        rSquared: fit.rSquared,
        meanRevenue: mean,
        ...(fit.diagnostics.durbinWatson === null ? {} : { durbinWatson: fit.diagnostics.durbinWatson }),
      },
    };
  },
};

function questionOf(report: Report, source: QuestionOf<"revenue">["source"]) {
  const range = lastIntervals(report, 12, 26);
  return revenueQuestion.parse({
    kind: "revenue",
    ...sharedBy(report),
    interval: report.interval,
    range,
    source,
  });
}

/** The event that most often carries a `revenue`, where the project does not say. */
async function sourceOfMoney(inquiry: Inquiry): Promise<QuestionOf<"revenue">["source"] | null> {
  const draft = inquiry.draft();
  const [row] = await inquiry.rows<{ event: string }>(
    draft,
    `SELECT event FROM events WHERE project = ${draft.project} AND ${jsonProperty("properties", "revenue").isSet}
GROUP BY event ORDER BY count() DESC, event LIMIT 1`,
  );
  return row ? { event: row.event, property: "revenue" } : null;
}
