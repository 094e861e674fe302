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

/** What a newcomer wants to know first, answered without a builder. */
export function starterQuestions(project: Project) {
  return {
    activePeople: ask({
      kind: "trends",
      interval: "day",
      series: [{ event: project.coreEvent, measure: { type: "uniques" } }],
      compare: "previous",
    }),
    newAndReturning: ask({ kind: "lifecycle", interval: "week", range: { from: "-12w" } }),
    topEvents: ask({
      kind: "trends",
      interval: "day",
      series: [{ event: null, measure: { type: "total" } }],
      breakdown: { on: "builtin", key: "event", limit: 5 },
    }),
    week1Retention: ask({ kind: "retention", interval: "week", range: { from: "-12w" }, periods: 8 }),
    pmf: ask({
      kind: "pmfScore",
      qualification: { event: project.coreEvent },
      threshold: project.pmfThreshold,
      range: { from: "-6m" },
    }),
  } satisfies Record<string, Question>;
}
