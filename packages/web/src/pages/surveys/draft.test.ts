import { expect, test } from "vitest";
import { createBody, problemsOf, templateDraft, updateBody, withQuestion } from "./draft.ts";

test("the template of product–market fit asks Superhuman's four questions, naming the product", async () => {
  const draft = await templateDraft("pmf", "Fit", "Acme");
  expect(draft.questions.map((it) => it.id)).toEqual(["disappointment", "persona", "benefit", "improve"]);
  expect(draft.questions.every((it) => it.text.includes("Acme") && it.textZh?.includes("Acme"))).toBe(true);
  expect(draft.qualification).toMatchObject({ event: null, minUses: 2, activeWithinDays: 14 });
  expect(problemsOf(draft)).toEqual([]);
});

test("a question without text and a survey without a name are named", async () => {
  const draft = withQuestion(await templateDraft("nps", " ", "Acme"), 1, { text: "" });
  expect(problemsOf(draft)).toEqual([{ key: "problem.name" }, { key: "problem.text", question: 2 }]);
});

test("an emptied Chinese text is left out, and the kind cannot be changed afterwards", async () => {
  const draft = withQuestion(await templateDraft("csat", "CSAT", "Acme"), 0, { textZh: "" });
  expect(createBody(draft).questions?.[0]).not.toHaveProperty("textZh");
  expect(updateBody(draft)).not.toHaveProperty("kind");
});
