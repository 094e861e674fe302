import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, peopleBehind } from "../answer.ts";
import { openWorld, type Row, type World } from "../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const range = { from: "2026-02-01", to: "2026-03-31" };
type Properties = NonNullable<Row[3]>;
const sent = (
  person: string,
  at: string,
  kind: string,
  response: Properties[string],
  more: Properties = {},
): Row => [
  person,
  "survey sent",
  at,
  { $survey_id: "s1", $survey_kind: kind, $survey_response: response, ...more },
];
const scores = (kind: string, values: number[]) =>
  values.map((v, i) => sent(`p${i}`, `2026-03-01T00:0${i}`, kind, v));
const nps = { kind: "survey", survey: "nps", range } as const;

test("NPS of [10,9,8,7,6,3,0,10,9,5] is 0: 4 promoters, 2 passives, 4 detractors", async () => {
  const context = await world.project(scores("nps", [10, 9, 8, 7, 6, 3, 0, 10, 9, 5]));
  const { result, warnings } = await ask(context, nps);
  expect(result.score).toMatchObject({ value: 0, n: 10 });
  expect(result.distribution.find((d) => d.answer === "10")?.count).toBe(2);
  expect(warnings.map((w) => w.code)).toEqual(["SURVEY_FEW_ANSWERS"]);
  const who = await peopleBehind(
    context,
    nps,
    { kind: "survey", answer: "promoter", bucket: null, breakdown: null },
    { limit: 9 },
  );
  expect(who.total).toBe(4);
});

test("CSAT of [5,5,4,3,2] is 60 %, CES the mean of 1–7", async () => {
  const context = await world.project([...scores("csat", [5, 5, 4, 3, 2]), ...scores("ces", [7, 6, 5])]);
  const csat = await ask(context, { kind: "survey", survey: "csat", range });
  expect(csat.result.score).toMatchObject({ value: 0.6, n: 5 });
  const ces = await ask(context, { kind: "survey", survey: "ces", range });
  expect(ces.result.score).toMatchObject({ value: 6, n: 3 });
});

test("blank, out-of-range and broken answers are listed, not counted; texts of numbers count", async () => {
  const context = await world.project([
    sent("a", "2026-03-01", "nps", "9"),
    sent("b", "2026-03-01", "nps", ""),
    sent("c", "2026-03-01", "nps", 11),
    sent("d", "2026-03-01", "nps", 7.5),
    sent("e", "2026-03-01", "nps", -1),
    sent("g", "2026-03-01", "csat", 5),
  ]);
  const { result } = await ask(context, nps);
  expect(result).toMatchObject({ score: { value: 100, n: 1 }, invalid: 4, repeats: 0 });
});

test("a score counts though its comment was never finished; without one the answer is partial", async () => {
  const left = { $survey_completed: false };
  const context = await world.project([
    sent("a", "2026-03-01", "nps", 9, left),
    sent("b", "2026-03-01", "nps", null, { ...left, $survey_response_comment: "no time" }),
    // Scored, left, came back: the latest answer of the person counts, once.
    sent("c", "2026-03-01", "nps", 10, left),
    sent("c", "2026-03-02", "nps", 3),
    sent("d", "2026-03-01", "nps", 3),
    sent("d", "2026-03-02", "nps", 10, left),
  ]);
  const { result } = await ask(context, nps);
  expect(result).toMatchObject({ score: { n: 3 }, invalid: 1, repeats: 2 });
  // Two promoters and one detractor of three: 100·(2 − 1)/3.
  expect(result.score.value).toBeCloseTo(100 / 3, 10);
});

test("the latest answer of a person counts: once in the range, once in each month, under any of their ids", async () => {
  const context = await world.project(
    [
      sent("anon", "2026-02-03", "nps", 2),
      sent("ann", "2026-02-20", "nps", 9, { $survey_response_comment: "better now" }),
      sent("ann", "2026-03-20", "nps", 10, { $simulated: true, $survey_response_comment: "great" }),
      ["ann", "survey shown", "2026-02-03", { $survey_id: "s1", $survey_kind: "nps" }],
    ],
    { merged: { anon: "ann" } },
  );
  const { result } = await ask(context, nps);
  expect(result).toMatchObject({ score: { value: 100, n: 1 }, repeats: 2, simulated: 1, shown: 1 });
  expect(result.trend.map((b) => [b.start, b.score.value, b.score.n])).toEqual([
    ["2026-02-01", 100, 1],
    ["2026-03-01", 100, 1],
  ]);
  expect(result.comments).toEqual([
    { personId: "ann", answer: "10", text: "great", at: "2026-03-20T00:00:00.000Z" },
  ]);
  const march = { kind: "survey", answer: "10", bucket: "2026-03-01", breakdown: null } as const;
  expect((await peopleBehind(context, nps, march, { limit: 5 })).total).toBe(1);
  expect((await peopleBehind(context, nps, { ...march, bucket: "2026-02-01" }, { limit: 5 })).total).toBe(0);
});

test("a breakdown adds up, and PostHog's own survey is found by its id", async () => {
  const own: Row = [
    "z",
    "survey sent",
    "2026-03-02",
    { $survey_id: "ph", $survey_response: "10", $survey_response_1: "fine" },
  ];
  const context = await world.project(
    [
      ...scores("nps", [10, 9, 0]).map(
        ([p, e, t, props]): Row => [p, e, t, { ...props, plan: p === "p2" ? "free" : "pro" }],
      ),
      own,
    ],
    { profiles: { p0: { team: "x" } } },
  );
  const byPlan = await ask(context, { ...nps, breakdown: { on: "event", key: "plan" } });
  expect(byPlan.result.breakdown.map((b) => [b.value, b.score.value, b.score.n])).toEqual([
    ["pro", 100, 2],
    ["free", -100, 1],
  ]);
  const byTeam = await ask(context, { ...nps, breakdown: { on: "person", key: "team", limit: 1 } });
  expect(byTeam.result.breakdown.map((b) => [b.value, b.score.n])).toEqual([
    ["(none)", 2],
    ["Other", 1],
  ]);
  const point = { kind: "survey", answer: "promoter", bucket: null, breakdown: "Other" } as const;
  const other = await peopleBehind(
    context,
    { ...nps, breakdown: { on: "person", key: "team", limit: 1 } },
    point,
    { limit: 5 },
  );
  expect(other.people.map((p) => p.personId)).toEqual(["p0"]);
  const posthog = await ask(context, { ...nps, surveyId: "ph" });
  expect(posthog.result).toMatchObject({ score: { value: 100, n: 1 }, comments: [{ text: "fine" }] });
});

test("no answers give null, not a neutral 0", async () => {
  const { result } = await ask(await world.project([]), nps);
  expect(result.score).toMatchObject({ value: null, low: null, n: 0 });
  expect(result.shown).toBeNull();
});
