import { afterAll, beforeAll, expect, test } from "vitest";
import type { QuestionContext } from "../context.ts";
import { Inquiry } from "../sql/run.ts";
import { openWorld, type World } from "../testing/world.ts";
import { feedbackFingerprint, feedbackPeople, labelsOf, readFeedback } from "./entries.ts";
import { peopleWithFeedback, returnedAfter } from "./outcomes.ts";
import { type FeedbackSources, feedbackEvent, feelingOf } from "./sources.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const answer = (kind: string, properties: Record<string, string | number>) => ({
  $survey_kind: kind,
  $survey_id: `s-${kind}`,
  $survey_name: kind.toUpperCase(),
  ...properties,
});
const sources: FeedbackSources = {
  events: [{ event: "ticket", property: "message", scoreProperty: "stars", scale: "csat" }],
  questions: ["why", "comment"],
};
/**
 * Ann loves search and wants export, came back on day 10 and paid 30 + 20 (and 7 in another currency).
 * Bob's score says detractor; he never came back and paid long ago. Cyd wrote a ticket as her anonymous self.
 */
const company = (): Promise<QuestionContext> =>
  world.project(
    [
      ["ann", "use", "2026-02-01"],
      ["ann", "pay", "2026-02-01T01:00", { amount: 30 }],
      [
        "ann",
        "survey sent",
        "2026-02-01T02:00",
        answer("pmf", {
          $survey_response: "Somewhat disappointed",
          $survey_response_benefit: "  fast search ",
          $survey_response_improve: "export to Excel",
          $survey_response_persona: "Analysts",
        }),
      ],
      ["ann", "use", "2026-02-11"],
      ["ann", "pay", "2026-02-12", { amount: "20" }],
      ["ann", "pay", "2026-02-13", { amount: 7, currency: "EUR" }],
      ["bob", "use", "2025-12-01"],
      ["bob", "pay", "2025-12-02", { amount: 100 }],
      [
        "bob",
        "survey sent",
        "2026-02-05",
        answer("nps", { $survey_response: 3, $survey_response_comment: "太贵了" }),
      ],
      // Within the first day: the same visit.
      ["bob", "use", "2026-02-05T05:00"],
      ["anon", "ticket", "2026-03-20", { message: "login is broken", stars: 1 }],
      ["cyd", "use", "2026-03-19"],
      ["cyd", "survey sent", "2026-03-21", answer("nps", { $survey_response: 10 })],
      ["dee", "survey sent", "2026-03-22", answer("custom", { $survey_response_why: "curious" })],
      ["me", "ticket", "2026-03-23", { message: "internal test" }],
    ],
    {
      merged: { anon: "cyd" },
      profiles: { cyd: { email: "cyd@example.com", plan: "pro" }, me: { staff: true } },
      internalUsers: {
        type: "group",
        op: "and",
        filters: [{ type: "property", on: "person", key: "staff", operator: "is_set" }],
      },
    },
  );

async function all(inquiry: Inquiry, most = 100) {
  const found = [];
  for await (const block of readFeedback(inquiry, sources, most)) found.push(...block);
  return found;
}

test("every text is an entry of its own, newest first, with person, question and score", async () => {
  const inquiry = await Inquiry.open(await company(), null);
  const entries = await all(inquiry);
  expect(
    entries.map(({ personId, question, about, text, rating, feeling }) => [
      personId,
      question,
      about,
      text,
      rating && `${rating.scale} ${rating.value}`,
      feeling,
    ]),
  ).toEqual([
    ["dee", "why", "comment", "curious", null, null],
    ["cyd", "message", "comment", "login is broken", "csat 1", "negative"],
    ["bob", "comment", "comment", "太贵了", "nps 3", "negative"],
    ["ann", "benefit", "praise", "fast search", "pmf somewhat", null],
    ["ann", "improve", "wish", "export to Excel", "pmf somewhat", null],
  ]);
  expect((await all(inquiry, 2)).map(({ personId }) => personId)).toEqual(["dee", "cyd"]);
});

test("a project without the setting reads the standard questions of its surveys", async () => {
  const inquiry = await Inquiry.open(await company(), null);
  const found = [];
  for await (const block of readFeedback(inquiry, { events: [], questions: [] }, 100)) found.push(...block);
  expect(found.map(({ question }) => question)).toEqual(["comment", "benefit", "improve"]);
});

test("who came back did so later than a day and within thirty; the day's own visit does not count", async () => {
  const inquiry = await Inquiry.open(await company(), null);
  const entries = await all(inquiry);
  const back = await returnedAfter(inquiry, sources, { coreEvent: "use", money: null });
  expect([...new Set(entries.filter(({ uuid }) => back.has(uuid)).map(({ personId }) => personId))]).toEqual([
    "ann",
  ]);
});

test("money of the last 90 days in the project's currency, last use and stored score, by person", async () => {
  const context = await company();
  await world.warehouse.insert("predictions", [
    {
      project: context.project,
      model: "m1",
      person_id: "bob",
      score: 0.75,
      reasons: "[]",
      cutoff: "2026-03-01 00:00:00.000",
      version: 1,
    },
  ]);
  const inquiry = await Inquiry.open(context, null);
  const meaning = { coreEvent: "use", money: { event: "pay", property: "amount" } };
  const people = await peopleWithFeedback(inquiry, sources, meaning, "m1");
  const ids = new Map((await all(inquiry)).map(({ personKey, personId }) => [personKey, personId]));
  const day = (ms: number | null | undefined) => ms && new Date(ms).toISOString().slice(0, 10);
  expect(
    Object.fromEntries(
      [...people].map(([key, it]) => [ids.get(key), [day(it.lastUse), it.revenue, it.churn]]),
    ),
  ).toEqual({
    ann: ["2026-02-11", 50, null],
    bob: ["2026-02-05", 0, 0.75],
    cyd: ["2026-03-19", 0, null],
    dee: [null, 0, null],
  });
});

test("a segment is people, not events; people are called by what their profile says", async () => {
  const inquiry = await Inquiry.open(await company(), null);
  const pro = await feedbackPeople(inquiry, sources, {
    type: "group",
    op: "and",
    filters: [{ type: "property", on: "person", key: "plan", operator: "is", value: "pro" }],
  });
  expect([...(await labelsOf(inquiry, [...pro])).values()]).toEqual(["cyd@example.com"]);
});

test("the fingerprint moves with new feedback and with nothing else", async () => {
  const context = await company();
  const print = async () => feedbackFingerprint(await Inquiry.open(context, null), sources);
  const before = await print();
  await world.add(context, [["eve", "use", "2026-03-25"]]);
  expect(await print()).toBe(before);
  await world.add(context, [["eve", "ticket", "2026-03-25", { message: "hello" }]]);
  expect(await print()).not.toBe(before);
});

test("scores tell a feeling at the ends of their scale, and nothing elsewhere", () => {
  const feelings = (scale: "nps" | "csat" | "ces", from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => feelingOf(scale, String(from + i))?.[0] ?? "-").join("");
  expect(feelings("nps", -1, 11)).toBe("-nnnnnnn--pp-");
  expect(feelings("csat", 0, 6)).toBe("-nn-pp-");
  expect(feelings("ces", 0, 8)).toBe("-nnn-ppp-");
  expect([feelingOf("csat", ""), feelingOf("csat", "4.5"), feelingOf("csat", "good")]).toEqual([
    null,
    null,
    null,
  ]);
});

test("an event's score needs its scale", () => {
  const base = { event: "review", property: "text" };
  expect(feedbackEvent.safeParse(base).success).toBe(true);
  expect(feedbackEvent.safeParse({ ...base, scoreProperty: "stars" }).success).toBe(false);
});
