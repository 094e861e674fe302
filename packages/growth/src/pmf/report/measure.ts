import { unknownEstimate } from "@lepton/core";
import { surveyEvents } from "../../feedback/surveyEvents.ts";
import type { EventSelector, QuestionOf } from "../../schema/question.ts";
import type { PmfMeasure } from "../../schema/result.ts";
import type { Inquiry } from "../../sql/run.ts";

export type Report = QuestionOf<"pmfReport">;

/** How one measure of the report is taken. */
export interface MeasureSource {
  id: PmfMeasure["id"];
  measure(inquiry: Inquiry, report: Report): Promise<PmfMeasure>;
}

/** A measure of which nothing is known yet. */
export function emptyMeasure(
  id: PmfMeasure["id"],
  unit: PmfMeasure["unit"],
  threshold: PmfMeasure["threshold"],
  need: number,
  question: unknown = null,
): PmfMeasure {
  return {
    id,
    value: unknownEstimate(),
    unit,
    trend: [],
    threshold,
    verdict: "noData",
    have: 0,
    need,
    question,
    simulated: false,
  };
}

/** What counts as using the product: the core event, or anything but answering surveys. */
export function useOf({ coreEvent }: Report): EventSelector {
  if (coreEvent !== null) return { event: coreEvent };
  const builtin = { type: "property", on: "builtin", key: "event", operator: "not_in" } as const;
  return {
    event: null,
    filter: { type: "group", op: "and", filters: [{ ...builtin, value: [...surveyEvents] }] },
  };
}

/** The parts of the question that every measure shares. */
export const sharedBy = ({ filter, excludeInternal }: Report) => ({
  ...(filter ? { filter } : {}),
  excludeInternal,
});

/** A range of whole intervals that ends where the report's does. */
export const lastIntervals = ({ interval, range }: Report, months: number, weeks: number) => ({
  from: interval === "month" ? `-${months}m` : `-${weeks}w`,
  to: range.to,
});
