import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, peopleBehind } from "../../answer.ts";
import type { QuestionInput } from "../../schema/question.ts";
import { openWorld, type Row, type World } from "../../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

type Input = Omit<Extract<QuestionInput, { kind: "retention" }>, "kind">;
const retention = (input: Input) => ({ kind: "retention", interval: "day", ...input }) as const;

/** The worked example of the contract: X active on days 1, 2, 4; Y on 1, 4; Z on 2; day 4 has just ended. */
const example: Row[] = [
  ["X", "use", "2026-03-01T08:00"],
  ["X", "use", "2026-03-02T23:59:59.999"],
  ["X", "use", "2026-03-04T00:00"],
  ["Y", "use", "2026-03-01"],
  ["Y", "use", "2026-03-04T12:00"],
  ["Z", "use", "2026-03-02T12:00"],
];
const day5 = new Date("2026-03-05T00:00:00Z");
const days = { range: { from: "2026-03-01", to: "2026-03-04" }, periods: 3 };

test("bounded, recurring: who was active on the day itself", async () => {
  const context = await world.project(example, { now: day5 });
  const { result } = await ask(context, retention({ ...days, cohorts: "recurring" }));
  expect(result.rows.map((r) => r.counts)).toEqual([
    [2, 1, 0, 2],
    [2, 0, 1, null],
    [0, 0, null, null],
    [2, null, null, null],
  ]);
  expect(result.rows[2]?.rates).toEqual([null, null, null, null]); // nobody started: not zero per cent
  // Cell 1 over rows 1–3: (1 + 0 + 0) of (2 + 2 + 0).
  expect(result.average[0]?.rates[1]).toMatchObject({ value: 0.25, n: 4 });
});

test("rolling, recurring: active on the day or later", async () => {
  const context = await world.project(example, { now: day5 });
  const { result } = await ask(context, retention({ ...days, cohorts: "recurring", mode: "onOrAfter" }));
  expect(result.rows.slice(0, 2).map((r) => r.counts)).toEqual([
    [2, 2, 2, 2],
    [2, 1, 1, null],
  ]);
});

test("first-time: only the row of the first start, bounded", async () => {
  const context = await world.project(example, { now: day5 });
  const { result } = await ask(context, retention(days));
  expect(result.rows.slice(0, 2).map((r) => r.counts)).toEqual([
    [2, 1, 0, 2],
    [1, 0, 0, null],
  ]);
});

test("first-time looks at all history: whoever came before the range is no newcomer", async () => {
  const context = await world.project([["X", "use", "2025-01-01"], ...example], { now: day5 });
  const { result } = await ask(context, retention(days));
  expect(result.rows[0]?.counts).toEqual([1, 0, 0, 1]); // Y alone
});

test("start and return may differ, and the start is the first that matches its filter", async () => {
  const context = await world.project(
    [
      ["A", "buy", "2026-02-01", { plan: "free" }],
      ["A", "buy", "2026-03-01", { plan: "pro" }],
      ["A", "open", "2026-03-02"],
      ["B", "buy", "2026-03-01", { plan: "free" }],
      ["B", "open", "2026-03-02"],
    ],
    { now: day5 },
  );
  const pro = {
    type: "group",
    op: "and",
    filters: [{ type: "property", on: "event", key: "plan", operator: "is", value: "pro" }],
  } as const;
  const question = retention({
    ...days,
    start: { event: "buy", filter: { ...pro, filters: [...pro.filters] } },
    return: { event: "open" },
  });
  const { result } = await ask(context, question);
  expect(result.rows[0]?.counts).toEqual([1, 1, 0, 0]);
});

test("minOccurrences asks for so many returns in the interval, not for the start", async () => {
  const context = await world.project([...example, ["X", "use", "2026-03-04T01:00"]], { now: day5 });
  const { result } = await ask(context, retention({ ...days, minOccurrences: 2 }));
  expect(result.rows[0]?.counts).toEqual([2, 0, 0, 1]);
});

test("two ids of one person count once, and a breakdown adds up", async () => {
  const context = await world.project(
    [
      ["anon", "use", "2026-03-01", { from: "ad" }],
      ["ann", "use", "2026-03-02", { from: "mail" }],
      ["bob", "use", "2026-03-01", { from: "mail" }],
      ["cem", "use", "2026-03-01"],
    ],
    { now: day5, merged: { anon: "ann" }, profiles: { ann: { plan: "pro" } } },
  );
  const byEvent = await ask(
    context,
    retention({ ...days, breakdown: { on: "event", key: "from", limit: 2 } }),
  );
  const first = (label: string) => byEvent.result.rows.find((r) => r.breakdown === label)?.counts;
  expect([first("(none)"), first("ad"), first("Other")]).toEqual([
    [1, 0, 0, 0],
    [1, 1, 0, 0],
    [1, 0, 0, 0],
  ]);
  const byPerson = await ask(context, retention({ ...days, breakdown: { on: "person", key: "plan" } }));
  expect(byPerson.result.rows.filter((r) => r.size > 0).map((r) => [r.breakdown, r.size])).toEqual([
    ["(none)", 2],
    ["pro", 1],
  ]);
  const { people, total } = await peopleBehind(
    context,
    retention({ ...days, breakdown: { on: "event", key: "from", limit: 2 } }),
    { kind: "retention", cohort: "2026-03-01", period: 1, outcome: "retained", breakdown: "ad" },
    { limit: 10 },
  );
  expect([total, people[0]?.personId]).toEqual([1, "ann"]);
});

test("days of a clock change and zones off the hour keep their rows", async () => {
  // New York moves its clocks on 8 March 2026: that day has 23 hours. 03:30Z on the 9th is still the 8th there.
  const rows: Row[] = [
    ["a", "use", "2026-03-07T12:00"],
    ["a", "use", "2026-03-09T03:30"],
    ["b", "use", "2026-03-08T18:15"],
    ["b", "use", "2026-03-09T18:15"],
  ];
  const at = async (timezone: string) => {
    const context = await world.project(rows, { now: new Date("2026-03-12T00:00:00Z"), timezone });
    const { result } = await ask(
      context,
      retention({ range: { from: "2026-03-07", to: "2026-03-08" }, periods: 2 }),
    );
    return result.rows.map((r) => r.counts);
  };
  expect(await at("America/New_York")).toEqual([
    [1, 1, 0],
    [1, 1, 0],
  ]);
  // 18:15Z is midnight in Kathmandu (+5:45): b starts on the 9th there.
  expect(await at("Asia/Kathmandu")).toEqual([
    [1, 0, 1],
    [0, 0, 0],
  ]);
});

test("weeks begin where the project says; more than 64 days work as well as fewer", async () => {
  const rows: Row[] = [
    ["a", "use", "2026-03-01"],
    ["a", "use", "2026-03-02"],
    ["a", "use", "2026-05-20"],
  ];
  const now = new Date("2026-06-01T00:00:00Z");
  const range = { from: "2026-03-01", to: "2026-03-10" };
  const monday = await world.project(rows, { now });
  const sunday = await world.project(rows, { now, weekStart: "sunday" });
  const weeks = retention({ range, interval: "week", periods: 1 });
  expect((await ask(monday, weeks)).result.rows[0]).toMatchObject({
    cohort: { start: "2026-02-23" },
    counts: [1, 1],
  });
  expect((await ask(sunday, weeks)).result.rows[0]).toMatchObject({
    cohort: { start: "2026-03-01" },
    counts: [1, 0],
  });
  const { result } = await ask(monday, retention({ range, periods: 90 }));
  expect(result.rows[0]?.counts[80]).toBe(1);
  expect(result.rows[0]?.counts.slice(0, 3)).toEqual([1, 1, 0]);
});

test("no events give rows of nobody, not an error", async () => {
  const context = await world.project([], { now: day5 });
  const { result } = await ask(context, retention(days));
  expect(result.rows.every((r) => r.size === 0 && r.rates[0] === null)).toBe(true);
});

test("cells never exceed their row, order and repeats change nothing, and lists agree with the chart", async () => {
  const event = fc.record({ person: fc.constantFrom("a", "b", "c", "d"), hour: fc.nat(24 * 6) });
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 25 }), async (events) => {
      const rows = events.map(({ person, hour }): Row => [person, "use", Date.UTC(2026, 2, 1, hour)]);
      const now = new Date("2026-03-08T00:00:00Z");
      const question = retention({
        range: { from: "2026-03-01", to: "2026-03-07" },
        periods: 4,
        cohorts: "recurring",
      });
      const straight = await world.project(rows, { now });
      const shuffled = await world.project([...rows.toReversed(), ...rows], { now });
      const { result } = await ask(straight, question);
      expect((await ask(shuffled, question)).result).toEqual(result);
      for (const row of result.rows)
        for (const n of row.counts) if (n !== null) expect(n).toBeLessThanOrEqual(row.size);
      const row = result.rows.find((r) => r.size > 0);
      const list = (outcome: "retained" | "lost") =>
        peopleBehind(
          straight,
          question,
          { kind: "retention", cohort: row?.cohort.start ?? "", period: 1, outcome, breakdown: null },
          { limit: 5 },
        );
      const [kept, lost] = await Promise.all([list("retained"), list("lost")]);
      expect(kept.total).toBe(row?.counts[1] ?? kept.total);
      expect(kept.total + lost.total).toBe(row?.size);
    }),
    { numRuns: 10 },
  );
});
