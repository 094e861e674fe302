import { type Estimate, twoSidedZ } from "@lepton/core";
import { growthAccounting } from "../../questions/accounting/growthAccounting.ts";
import { growthAccountingQuestion } from "../../schema/question.ts";
import { verdictOf } from "../verdict.ts";
import { emptyMeasure, lastIntervals, type MeasureSource, sharedBy, useOf } from "./measure.ts";

const bar = {
  value: 1,
  why: "Above 1 more people come or come back than leave. 4 is often quoted for subscriptions; read it beside gross retention, as a small base flatters it.",
};
const movementsNeeded = 30;
/** Periods taken together, so that one odd month does not decide. */
const periodsTogether = 3;

/** Quick ratio of people over the last complete periods: (new + resurrected) / churned. */
export const quickRatio: MeasureSource = {
  id: "growth",
  async measure(inquiry, report) {
    const question = growthAccountingQuestion.parse({
      kind: "growthAccounting",
      ...sharedBy(report),
      interval: report.interval,
      range: lastIntervals(report, 12, 26),
      of: { type: "people", on: useOf(report) },
    });
    const { periods } = await growthAccounting.answer(inquiry, question);
    // A period after nobody was there has nothing to lose.
    const judged = periods.filter((p) => p.complete && p.grossRetention !== null).slice(-periodsTogether);
    const sum = (pick: (p: (typeof periods)[number]) => number) =>
      judged.reduce((total, p) => total + pick(p), 0);
    const gained = sum((p) => p.new + p.resurrected);
    const lost = sum((p) => p.churned);
    const before = sum((p) => p.retained + p.churned);
    const empty = emptyMeasure("growth", "ratio", bar, movementsNeeded, question);
    const trend = periods.map(({ start, complete, quickRatio }) => ({ start, complete, value: quickRatio }));
    if (judged.length === 0) return { ...empty, trend };
    const value = ratioOf(gained, lost);
    const noLosses = lost === 0 && gained >= movementsNeeded;
    return {
      ...empty,
      value,
      trend,
      verdict: noLosses
        ? "reached"
        : verdictOf({ ...value, value: value.value ?? 0 }, bar.value, movementsNeeded),
      have: gained + lost,
      details: {
        gained,
        lost,
        periods: judged.length,
        ...(before > 0 ? { grossRetention: sum((p) => p.retained) / before } : {}),
      },
    };
  },
};

/**
 * gained / lost with the interval of a ratio of two counts: exp(ln r ± z·√(1/gained + 1/lost)). Without losses the
 * ratio is not defined: null.
 */
export function ratioOf(gained: number, lost: number, level = 0.95): Estimate {
  const n = gained + lost;
  if (lost === 0) return { value: null, low: null, high: null, level, n };
  const value = gained / lost;
  if (gained === 0) return { value, low: 0, high: null, level, n };
  const factor = Math.exp(twoSidedZ(level) * Math.sqrt(1 / gained + 1 / lost));
  return { value, low: value / factor, high: value * factor, level, n };
}
