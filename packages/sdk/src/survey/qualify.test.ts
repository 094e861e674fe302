import fc from "fast-check";
import { expect, test } from "vitest";
import { qualifies, shareOf, type Visitor } from "./qualify.ts";
import { standardSurvey } from "./questions.ts";
import type { SurveyQualification } from "./types.ts";

const day = 86_400_000;
const now = Date.UTC(2026, 2, 1);
const surveyWith = (qualification: Partial<SurveyQualification>, id = "s1") => {
  const survey = standardSurvey(id, "pmf", "Acme");
  return { ...survey, qualification: { ...survey.qualification, ...qualification } };
};
const asks = (qualification: Partial<SurveyQualification>, visitor: Visitor, url = "https://acme.test/app") =>
  qualifies(surveyWith(qualification), { id: "ada", ...visitor }, now, url);

test("two uses of the core event qualify, one does not, other events do not count", () => {
  expect(asks({ event: "order" }, { uses: { order: [2, now] } })).toBe(true);
  expect(asks({ event: "order" }, { uses: { order: [1, now], view: [9, now] } })).toBe(false);
  expect(asks({ event: "order" }, {})).toBe(false);
});

test("without a core event every event counts, except the survey's own", () => {
  expect(asks({ event: null }, { uses: { order: [1, now], view: [1, now] } })).toBe(true);
  expect(asks({ event: null }, { uses: { order: [1, now], "survey shown": [5, now] } })).toBe(false);
});

test("the last use lies at most 14 days back, to the millisecond", () => {
  expect(asks({}, { uses: { order: [5, now - 14 * day] } })).toBe(true);
  expect(asks({}, { uses: { order: [5, now - 14 * day - 1] } })).toBe(false);
});

test("the address decides where to ask", () => {
  const uses = { uses: { order: [5, now] } } satisfies Visitor;
  expect(asks({ urlContains: "/app" }, uses)).toBe(true);
  expect(asks({ urlContains: "/checkout" }, uses)).toBe(false);
});

test("the same survey rests 90 days even when told fewer, any other survey one day", () => {
  const after = (id: string, days: number) =>
    asks({}, { uses: { order: [5, now] }, seen: { [id]: [now - days * day, 1] } });
  expect([after("s1", 90), after("s1", 90.01)]).toEqual([false, true]);
  expect([after("other", 1), after("other", 1.01)]).toEqual([false, true]);
  const hurried = { ...surveyWith({}), reaskAfterDays: 7 };
  const visitor: Visitor = { id: "ada", uses: { order: [5, now] }, seen: { s1: [now - 30 * day, 1] } };
  expect(qualifies(hurried, visitor, now, "")).toBe(false);
  const patient = { ...surveyWith({}), reaskAfterDays: 180 };
  expect(qualifies(patient, { ...visitor, seen: { s1: [now - 120 * day, 1] } }, now, "")).toBe(false);
});

test("a sample rate of 20 % asks about a fifth of people, always the same ones, and others for another survey", () => {
  const chosen = (id: string) =>
    Array.from({ length: 5000 }, (_, i) => `person-${i}`).filter((person) =>
      qualifies(surveyWith({ sampleRate: 0.2 }, id), { id: person, uses: { order: [5, now] } }, now, ""),
    );
  const first = chosen("s1");
  // 5000 draws at 0.2: standard deviation 28, so ± 4 of them
  expect(Math.abs(first.length - 1000)).toBeLessThan(113);
  expect(chosen("s1")).toEqual(first);
  const both = chosen("s2").filter((person) => first.includes(person)).length;
  expect(Math.abs(both - 200)).toBeLessThan(60);
  expect(chosen("s1")).toHaveLength(first.length);
});

test("a share lies in [0, 1), whatever the text: rate 0 asks nobody, rate 1 everybody", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(shareOf(text)).toBeGreaterThanOrEqual(0);
      expect(shareOf(text)).toBeLessThan(1);
    }),
  );
});
