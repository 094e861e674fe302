import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, peopleBehind } from "../answer.ts";
import { openWorld, type Row, type World } from "../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

type Properties = NonNullable<Row[3]>;
const range = { from: "2026-02-01", to: "2026-03-31" };
const score = { kind: "pmfScore", range } as const;
const says = (person: string, at: string, disappointment: string, more: Properties = {}): Row => [
  person,
  "survey sent",
  at,
  {
    $survey_kind: "pmf",
    $survey_id: "f",
    $survey_response: disappointment,
    $survey_response_disappointment: disappointment,
    ...more,
  },
];
/** Two uses shortly before the answer qualify a person. */
const uses = (person: string, ...at: string[]): Row[] => at.map((t) => [person, "edit", t]);
const qualified = (person: string, disappointment: string, more: Properties = {}): Row[] => [
  ...uses(person, "2026-03-08", "2026-03-09"),
  says(person, "2026-03-10", disappointment, more),
];
const group = (n: number, name: string, disappointment: string, more: Properties = {}) =>
  Array.from({ length: n }, (_, i) => qualified(`${name}${i}`, disappointment, more)).flat();

test("16 very, 14 somewhat, 10 not, 4 N/A: 40.0 %, Wilson 26.3–55.4 %, reached but uncertain", async () => {
  const context = await world.project([
    ...group(16, "v", "very"),
    ...group(14, "s", "somewhat"),
    ...group(10, "n", "not"),
    ...group(4, "x", "na"),
  ]);
  const { result } = await ask(context, score);
  expect(result.score).toMatchObject({ value: 0.4, n: 40 });
  expect([result.score.low, result.score.high].map((v) => v?.toFixed(3))).toEqual(["0.263", "0.554"]);
  expect(result).toMatchObject({
    verdict: "reachedUncertain",
    needed: 0,
    answers: { na: 4, unqualified: 0, repeats: 0 },
  });
  const very = await peopleBehind(
    context,
    score,
    { kind: "pmfScore", answer: "very", bucket: null, breakdown: null },
    { limit: 100 },
  );
  expect(very.total).toBe(16);
});

test("fewer than 30 answers give no verdict and say how many are missing; none is no data", async () => {
  const few = await ask(await world.project(group(12, "v", "very")), score);
  expect(few.result).toMatchObject({ verdict: "notEnoughData", needed: 18 });
  const none = await ask(await world.project([]), score);
  expect(none.result).toMatchObject({ verdict: "noData", needed: 30, score: { value: null } });
  const onlyNa = await ask(await world.project(group(2, "x", "na")), score);
  expect(onlyNa.result).toMatchObject({ verdict: "notEnoughData", needed: 30, answers: { na: 2 } });
});

test("whoever is not qualified when answering leaves the score: uses, days and merges are judged at that moment", async () => {
  const context = await world.project(
    [
      ...uses("once", "2026-03-09"),
      says("once", "2026-03-10", "very"),
      ...uses("later", "2026-03-09", "2026-03-11"),
      says("later", "2026-03-10", "very"),
      ...uses("long ago", "2026-02-01", "2026-02-24"),
      says("long ago", "2026-03-10T00:00:00.001", "very"),
      ...uses("edge", "2026-02-01", "2026-02-24"),
      says("edge", "2026-03-10", "very"), // 14 days of 24 hours, to the millisecond
      ...uses("anon", "2026-03-01"),
      ...uses("ann", "2026-03-02"),
      says("ann", "2026-03-10", "not"),
      says("never", "2026-03-10", "na"),
    ],
    { merged: { anon: "ann" } },
  );
  const { result } = await ask(context, score);
  expect(result.answers).toMatchObject({ very: 1, not: 1, na: 1, unqualified: 3 });
  const core = await ask(context, {
    ...score,
    qualification: { event: "buy", minUses: 1, activeWithinDays: 14 },
  });
  expect(core.result.answers).toMatchObject({ very: 0, not: 0, unqualified: 5 });
});

test.each([
  ["very", ["very", "Very disappointed", "VERY DISAPPOINTED 😢", "非常失望", "会非常失望"]],
  ["somewhat", ["somewhat", "Somewhat disappointed", "有点失望", "有些失望", "比较失望"]],
  [
    "not",
    [
      "not",
      "Not disappointed (it isn't really that useful)",
      "Not very disappointed",
      "不失望",
      "不会失望",
      "不太失望",
    ],
  ],
  ["na", ["na", "N/A - I no longer use it", "n/a", "不适用", "我已经不用了", "不再使用"]],
  ["invalid", ["", "maybe", "失望"]],
] as const)("%s is understood in each wording", async (level, wordings) => {
  const context = await world.project(wordings.flatMap((said, i) => qualified(`p${i}`, said)));
  const { result } = await ask(context, score);
  expect(result.answers[level]).toBe(wordings.length);
});

test("the latest answer of a person counts, in the range and in each month; simulated ones are told", async () => {
  const context = await world.project([
    ...uses("a", "2026-02-02", "2026-02-03", "2026-03-08"),
    says("a", "2026-02-04", "not"),
    says("a", "2026-03-10", "very", { $simulated: true, plan: "pro" }),
    ...qualified("b", "somewhat", { plan: "free" }),
  ]);
  const { result } = await ask(context, { ...score, breakdown: { on: "event", key: "plan" } });
  expect(result.answers).toMatchObject({ very: 1, somewhat: 1, not: 0, repeats: 1, simulated: 1 });
  expect(result.trend.map((b) => [b.very, b.somewhat, b.not])).toEqual([
    [0, 0, 1],
    [1, 1, 0],
  ]);
  expect(result.breakdown.map((b) => [b.value, b.score.value])).toEqual([
    ["free", 0],
    ["pro", 1],
  ]);
  const point = { kind: "pmfScore", answer: "not", bucket: "2026-02-01", breakdown: null } as const;
  expect((await peopleBehind(context, score, point, { limit: 5 })).people.map((p) => p.personId)).toEqual([
    "a",
  ]);
});

test("PostHog's template, without a kind, is found by its id and read by question number", async () => {
  const template = (
    person: string,
    answer: string,
    persona: string,
    benefit: string,
    improve: string,
  ): Row[] => [
    ...uses(person, "2026-03-08", "2026-03-09"),
    [
      person,
      "survey sent",
      "2026-03-10",
      {
        $survey_id: "ph",
        $survey_response: answer,
        $survey_response_1: persona,
        $survey_response_2: benefit,
        $survey_response_3: improve,
      },
    ],
  ];
  const people = (n: number, name: string, ...rest: [string, string, string, string]) =>
    Array.from({ length: n }, (_, i) => template(`${name}${i}`, ...rest)).flat();
  const context = await world.project(
    [
      ...people(6, "a", "Very disappointed", "Founders", "speed", "dark mode"),
      ...people(2, "b", "Somewhat disappointed", "founders", "Speed", "mobile"),
      ...people(2, "c", "Somewhat disappointed", "founders", "focus", "price"),
      ...people(7, "d", "Not disappointed", "Students", "price", "price"),
    ],
    { profiles: { a0: { plan: "pro" } } },
  );
  const segments = { kind: "pmfSegments", range, surveyId: "ph" } as const;
  const { result } = await ask(context, segments);
  expect(result.all).toMatchObject({ n: 17 });
  expect(result.kept).toMatchObject({ value: 0.6, n: 10 });
  expect(result.personas.map((p) => [p.persona, p.kept])).toEqual([
    ["Founders", true],
    ["Students", false],
  ]);
  expect(result).toMatchObject({
    winningBenefit: "speed",
    somewhatInFit: 4,
    somewhatWinning: 2,
    blockers: [{ theme: "mobile", count: 2 }],
  });
  const point = { kind: "pmfSegments", persona: "Founders", answer: "somewhat" } as const;
  expect((await peopleBehind(context, segments, point, { limit: 9 })).total).toBe(4);
  const byPlan = await ask(context, { ...segments, personaBy: { on: "person", key: "plan" }, minPersona: 1 });
  expect(byPlan.result.personas.map((p) => [p.persona, p.very])).toEqual([["pro", 1]]);
});

test("every answer is counted once: in the score, beside it, as a repeat or as invalid; lists agree with the chart", async () => {
  const answer = fc.record({
    person: fc.constantFrom("a", "b", "c", "d", "e"),
    said: fc.constantFrom("very", "somewhat", "not", "na", "hm"),
    day: fc.integer({ min: 0, max: 50 }),
    used: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 20 }), async (answers) => {
      const at = (day: number) => new Date(Date.UTC(2026, 1, 5 + day)).toISOString();
      const rows = answers.flatMap(({ person, said, day, used }, i): Row[] => [
        ...(used ? uses(person, at(day - 1), at(day - 2)) : []),
        // A uuid is made per row: distinct instants keep "the latest" the same in any order.
        says(person, new Date(Date.parse(at(day)) + i).toISOString(), said),
      ]);
      const context = await world.project(rows, { timezone: "Asia/Kathmandu" });
      const { result } = await ask(context, score);
      const { very, somewhat, not, na, unqualified, repeats, invalid } = result.answers;
      expect(very + somewhat + not + na + unqualified + repeats + invalid).toBe(answers.length);
      expect(result.score.n).toBe(very + somewhat + not);
      const shuffled = await world.project([...rows].reverse(), { timezone: "Asia/Kathmandu" });
      expect((await ask(shuffled, score)).result).toEqual(result);
      const people = await peopleBehind(
        context,
        score,
        { kind: "pmfScore", answer: "unqualified", bucket: null, breakdown: null },
        { limit: 10 },
      );
      expect(people.total).toBe(unqualified);
    }),
    { numRuns: 8 },
  );
});
