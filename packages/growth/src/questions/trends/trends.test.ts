import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, peopleBehind } from "../../answer.ts";
import type { QuestionContext } from "../../context.ts";
import { openWorld, type Row, type World } from "../../testing/world.ts";

let world: World;
let shop: QuestionContext;
beforeAll(async () => {
  world = await openWorld();
  shop = await world.project(rows, {
    now: new Date("2026-03-04T12:00:00Z"),
    merged: { "anon-1": "ann" },
    profiles: { ann: { plan: "pro" }, bob: { plan: "free" } },
  });
});
afterAll(() => world.close());

// Ann came first without a name: two of her ids on 1 March are one person.
const rows: Row[] = [
  ["anon-1", "view", "2026-03-01T10:00", { country: "US", price: 1 }],
  ["ann", "view", "2026-03-01T11:00", { country: "US", price: 3 }],
  ["bob", "view", "2026-03-01T23:30", { country: "CN", price: 8 }],
  ["bob", "view", "2026-03-03T01:00", { country: "CN" }],
  ["cid", "view", "2026-03-03T02:00"],
  ["cid", "buy", "2026-03-03T03:00", { country: "DE", price: 20 }],
];
const range = { from: "2026-03-01", to: null };
const valuesOf = (answer: { result: { series: { values: (number | null)[] }[] } }) =>
  answer.result.series.map(({ values }) => values);

test("events are counted by local day, empty days are 0 and today is not complete", async () => {
  const { result, sql } = await ask(shop, { kind: "trends", range, series: [{ event: "view" }] });
  expect(result.buckets).toEqual([
    { start: "2026-03-01", complete: true },
    { start: "2026-03-02", complete: true },
    { start: "2026-03-03", complete: true },
    { start: "2026-03-04", complete: false },
  ]);
  expect(result.series).toEqual([
    { index: 0, label: "view", breakdown: null, values: [3, 0, 2, 0], total: 5 },
  ]);
  expect(result.unit).toBe("events");
  expect(sql[0]).not.toContain("{");
  expect(await world.warehouse.query(sql[0] ?? "")).toHaveLength(3);
});

test("two ids of one person count once, and people of the range are not the sum of days", async () => {
  const series = [{ event: "view", measure: { type: "uniques" as const } }];
  const { result } = await ask(shop, { kind: "trends", range, series });
  expect(result.series[0]).toMatchObject({ values: [2, 0, 2, 0], total: 3 });
  const cumulative = await ask(shop, { kind: "trends", range, series, cumulative: true });
  expect(cumulative.result.series[0]).toMatchObject({ values: [2, 2, 3, 3], total: 3 });
});

test("in another zone the same events fall on other days", async () => {
  const kathmandu = { ...shop, timezone: "Asia/Kathmandu" };
  const answer = await ask(kathmandu, { kind: "trends", range, series: [{ event: "view" }] });
  // 23:30 UTC is 05:15 the next morning at +5:45.
  expect(valuesOf(answer)).toEqual([[2, 1, 2, 0]]);
});

test("statistics of a property are null without data; sums are 0", async () => {
  const of = (type: "sum" | "avg" | "median" | "max") => ({
    event: "view",
    measure: { type, property: "price" },
  });
  const answer = await ask(shop, {
    kind: "trends",
    range,
    series: [of("sum"), of("avg"), of("median"), of("max")],
  });
  expect(valuesOf(answer)).toEqual([
    [12, 0, 0, 0],
    [4, null, null, null],
    [3, null, null, null],
    [8, null, null, null],
  ]);
});

test("per person: three views by two people are 1.5", async () => {
  const answer = await ask(shop, {
    kind: "trends",
    range,
    series: [{ event: "view", measure: { type: "perPerson" } }],
  });
  expect(valuesOf(answer)).toEqual([[1.5, null, 1, null]]);
});

test("a breakdown keeps the largest values of the whole range and folds the rest", async () => {
  const { result } = await ask(shop, {
    kind: "trends",
    range,
    series: [{ event: null }],
    breakdown: { key: "country", limit: 2 },
  });
  expect(result.series.map(({ breakdown, values, total }) => [breakdown, values, total])).toEqual([
    ["CN", [1, 0, 1, 0], 2],
    ["US", [2, 0, 0, 0], 2],
    ["Other", [0, 0, 2, 0], 2],
  ]);
});

test("a breakdown by a person's property covers events before the person was named", async () => {
  const { result } = await ask(shop, {
    kind: "trends",
    range,
    series: [{ event: "view" }],
    breakdown: { on: "person", key: "plan" },
  });
  expect(result.series.map(({ breakdown, total }) => [breakdown, total])).toEqual([
    ["free", 2],
    ["pro", 2],
    ["(none)", 1],
  ]);
});

test("a formula is worked bucket by bucket and on the totals; dividing by nothing is null", async () => {
  const { result } = await ask(shop, {
    kind: "trends",
    range,
    series: [{ event: "buy" }, { event: "view" }],
    formula: "A / B * 100",
  });
  expect(result.series.at(-1)).toMatchObject({ index: -1, values: [0, null, 50, null], total: 20 });
});

test("an earlier range is compared bucket by bucket, the running day with the same part of the earlier day", async () => {
  const { result } = await ask(shop, {
    kind: "trends",
    range: { from: "2026-03-03", to: null },
    series: [{ event: "view" }],
    compare: "previous",
  });
  expect(result.series[0]).toMatchObject({ values: [2, 0], previous: [3, 0], previousTotal: 3 });
});

describe("the people behind a point", () => {
  const question = {
    kind: "trends" as const,
    range,
    series: [{ event: null, measure: { type: "uniques" as const } }],
    breakdown: { key: "country", limit: 2 },
  };
  test("are as many as the chart shows, at every point", async () => {
    const { result } = await ask(shop, question);
    for (const line of result.series)
      for (const [i, value] of line.values.entries()) {
        const point = {
          kind: "trends" as const,
          series: 0,
          bucket: result.buckets[i]?.start ?? "",
          breakdown: line.breakdown,
        };
        const { people, total } = await peopleBehind(shop, question, point, { limit: 10 });
        expect([total, people.length]).toEqual([value, value]);
      }
  });
  test("are named by profile or id, newest activity first, page by page", async () => {
    const point = { kind: "trends" as const, series: 0, bucket: "2026-03-01", breakdown: null };
    const whole = await peopleBehind(shop, { ...question, breakdown: undefined }, point, { limit: 10 });
    expect(
      whole.people.map(({ personId, properties, lastSeen }) => [personId, properties, lastSeen]),
    ).toEqual([
      ["bob", { plan: "free" }, "2026-03-03T01:00:00.000Z"],
      ["ann", { plan: "pro" }, "2026-03-01T11:00:00.000Z"],
    ]);
    const first = await peopleBehind(shop, { ...question, breakdown: undefined }, point, { limit: 1 });
    expect([first.people.length, first.total]).toEqual([1, 2]);
    const second = await peopleBehind(shop, { ...question, breakdown: undefined }, point, {
      limit: 1,
      cursor: first.cursor ?? "",
    });
    expect([second.people[0]?.personId, second.cursor]).toEqual(["ann", null]);
  });
});

test("a project without events answers zeros", async () => {
  const empty = await world.project([], { now: new Date("2026-03-04T12:00:00Z") });
  const answer = await ask(empty, { kind: "trends", range: { from: "all" }, series: [{ event: "view" }] });
  expect(valuesOf(answer)).toEqual([[0]]);
});

test("a fault in the question names the field, the value and the next step", async () => {
  const bad = { kind: "trends" as const, range: { from: "soon" }, series: [{ event: "view" }] };
  await expect(ask(shop, bad)).rejects.toMatchObject({
    code: "GROWTH_QUESTION_INVALID",
    field: "range.from",
    received: '"soon"',
  });
  const formula = { kind: "trends" as const, series: [{ event: "view" }], formula: "A / process" };
  await expect(ask(shop, formula)).rejects.toMatchObject({ code: "GROWTH_FORMULA", field: "formula" });
});
