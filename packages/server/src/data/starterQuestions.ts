import { type Question, type QuestionInput, question } from "@lepton/growth";
import type { Project } from "../contract/project.ts";

const ask = (input: QuestionInput): Question => question.parse(input);

/** The report with what the project says about itself. */
export function pmfQuestion(project: Project): Question {
  return ask({
    kind: "pmfReport",
    coreEvent: project.coreEvent,
    qualification: { event: project.coreEvent },
    threshold: project.pmfThreshold,
    ...(project.revenueEvent === null
      ? {}
      : { revenue: { event: project.revenueEvent, property: project.revenueProperty ?? "revenue" } }),
  });
}

/**
 * What a newcomer wants to know first, answered without a builder. A second question stands in for the first where
 * that says nothing: a shop of old customers had nobody new in the last weeks, but once it had.
 */
export function starterQuestions(project: Project) {
  const active = { event: project.coreEvent };
  const backInWeeks = (from: string) =>
    ask({ kind: "retention", interval: "week", range: { from }, return: active, periods: 8 });
  return {
    activePeople: [
      ask({
        kind: "trends",
        interval: "day",
        series: [{ ...active, measure: { type: "uniques" } }],
        compare: "previous",
      }),
    ],
    newAndReturning: [ask({ kind: "lifecycle", interval: "week", range: { from: "-12w" }, on: active })],
    topEvents: [
      ask({
        kind: "trends",
        interval: "day",
        series: [{ event: null, measure: { type: "total" } }],
        breakdown: { on: "builtin", key: "event", limit: 5 },
      }),
    ],
    week1Retention: [backInWeeks("-12w"), backInWeeks("all")],
    pmf: [
      ask({
        kind: "pmfScore",
        qualification: active,
        threshold: project.pmfThreshold,
        range: { from: "-6m" },
      }),
    ],
  } satisfies Record<string, [Question, ...Question[]]>;
}
