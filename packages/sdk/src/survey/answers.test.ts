import { expect, test } from "vitest";
import { mainQuestion, sentProperties } from "./answers.ts";
import { standardQuestions, standardSurvey } from "./questions.ts";
import { textsFor } from "./texts.ts";
import type { SurveyKind } from "./types.ts";

test("each kind's main question and standard ids", () => {
  const ids = (kind: SurveyKind) => standardQuestions(kind, "Acme").map((it) => it.id);
  for (const kind of ["nps", "csat", "ces"] as const) {
    expect(ids(kind)).toEqual(["score", "comment"]);
    expect(mainQuestion(standardSurvey("1", kind, "Acme"))).toBe("score");
  }
  expect(ids("pmf")).toEqual(["disappointment", "persona", "benefit", "improve"]);
  expect(mainQuestion(standardSurvey("1", "pmf", "Acme"))).toBe("disappointment");
  const custom = {
    ...standardSurvey("1", "custom", "Acme"),
    questions: standardQuestions("ces", "Acme").slice(1),
  };
  expect(mainQuestion(custom)).toBe("comment");
  expect(mainQuestion({ ...custom, questions: [] })).toBeUndefined();
});

test("half an answer is sent as what it is: without a main answer when there is none", () => {
  const survey = standardSurvey("s1", "nps", "Acme");
  expect(sentProperties(survey, 2, { comment: "fast" }, false)).toEqual({
    $survey_id: "s1",
    $survey_name: "Acme",
    $survey_kind: "nps",
    $survey_iteration: 2,
    $survey_completed: false,
    $survey_response_comment: "fast",
  });
  expect(sentProperties(survey, 1, { score: 0 }, true)).toMatchObject({ $survey_response: 0 });
});

test("every question and option has its Chinese wording", () => {
  for (const kind of ["nps", "csat", "ces", "pmf"] as const) {
    for (const question of standardQuestions(kind, "Acme")) {
      expect(question.textZh).toMatch(/[一-鿿]/);
      for (const option of question.options ?? []) expect(option.labelZh).toMatch(/[一-鿿]/);
    }
  }
});

test("zh and zh-CN read Chinese, others English; custom words win, emptied ones do not", () => {
  expect(textsFor("zh-CN").send).toBe("提交");
  expect(textsFor("zh").send).toBe("提交");
  expect(textsFor("de").send).toBe("Send");
  expect(textsFor("en", { send: "Go", close: "" })).toMatchObject({ send: "Go", close: "Close" });
});
