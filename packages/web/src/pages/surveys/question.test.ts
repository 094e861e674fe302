import { question, type ResultOf } from "@lepton/growth";
import { expect, test } from "vitest";
import { fromFirstAnswer, questionFor } from "./question.ts";

const survey = {
  id: "srv_1",
  qualification: {
    event: null,
    minUses: 3,
    activeWithinDays: 7,
    sampleRate: 1,
    delaySeconds: 3,
    urlContains: null,
  },
};

test("a survey is asked for by its id; without an event of its own the project's core event qualifies", () => {
  expect(question.parse(questionFor({ ...survey, kind: "pmf" }, "report opened"))).toMatchObject({
    kind: "pmfScore",
    surveyId: "srv_1",
    qualification: { event: "report opened", minUses: 3, activeWithinDays: 7 },
  });
  expect(question.parse(questionFor({ ...survey, kind: "nps" }, null))).toMatchObject({ survey: "nps" });
  expect(questionFor({ ...survey, kind: "custom" }, null)).toBeNull();
});

test("the trend begins with the first answer", () => {
  const score = (n: number) => ({ value: n > 0 ? 50 : null, low: null, high: null, level: 0.95, n });
  const at = (start: string, n: number) => ({ start, complete: true, score: score(n) });
  const result: ResultOf<"survey"> = {
    kind: "survey",
    survey: "nps",
    score: score(3),
    distribution: [],
    trend: [at("2026-01-01", 0), at("2026-02-01", 3), at("2026-03-01", 0)],
    breakdown: [],
    invalid: 0,
    repeats: 0,
    simulated: 0,
    shown: null,
    comments: [],
  };
  const shown = fromFirstAnswer(result);
  expect(shown.kind === "survey" && shown.trend.map((it) => it.start)).toEqual(["2026-02-01", "2026-03-01"]);
});
