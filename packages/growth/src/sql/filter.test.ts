import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask } from "../answer.ts";
import type { QuestionContext } from "../context.ts";
import type { Filter } from "../schema/filter.ts";
import { openWorld, type World } from "../testing/world.ts";

let world: World;
let shop: QuestionContext;
beforeAll(async () => {
  world = await openWorld();
  shop = await world.project(
    [
      ["ann", "a", "2026-03-01T10:00", { plan: "pro", n: 5, "odd`key": "x'y", at: "2026-02-01", ok: true }],
      ["bob", "b", "2026-03-01T11:00", { plan: "", n: "12", nested: { deep: "yes" } }],
      ["cid", "c", "2026-03-01T12:00", { n: 2.5 }],
      ["ann", "d", "2026-03-02T10:00"],
      ["old", "e", "2025-06-01T10:00"],
    ],
    {
      now: new Date("2026-03-03T00:00:00Z"),
      merged: { cid: "carla" },
      profiles: { ann: { city: "Oslo", age: 30 }, carla: { city: "Bern" } },
      cohorts: {
        active: {
          kind: "dynamic",
          op: "and",
          criteria: [
            { type: "behaviour", event: null, times: { op: "gte", count: 2 }, withinDays: 7, negate: false },
          ],
        },
        quiet: {
          kind: "dynamic",
          op: "and",
          criteria: [
            { type: "behaviour", event: "d", times: { op: "eq", count: 0 }, withinDays: null, negate: false },
          ],
        },
        fresh: { kind: "dynamic", op: "and", criteria: [{ type: "firstSeen", event: null, withinDays: 30 }] },
        north: {
          kind: "dynamic",
          op: "or",
          criteria: [{ type: "property", on: "person", key: "city", operator: "is", value: "Oslo" }],
        },
        saved: { kind: "static" },
      },
    },
  );
  // Saved under the id it had before the merge.
  await world.warehouse.insert("cohort_members", [
    { project: shop.project, cohort: "saved", person_id: "cid", version: 1 },
  ]);
});
afterAll(() => world.close());

/** Names of the events that pass a filter; each event of the shop has its own name. */
async function passing(...filters: Filter[]): Promise<string> {
  const { result } = await ask(shop, {
    kind: "trends",
    range: { from: "all" },
    interval: "year",
    series: [{ event: null }],
    filter: { type: "group", op: "and", filters },
    breakdown: { on: "builtin", key: "event" },
  });
  return result.series
    .filter(({ total }) => (total ?? 0) > 0)
    .map(({ breakdown }) => breakdown)
    .sort()
    .join("");
}
const on = (key: string, operator: string, value?: unknown, where = "event") =>
  ({ type: "property", on: where, key, operator, value }) as Filter;

const cases: [name: string, filter: Filter, expected: string][] = [
  ["text is", on("plan", "is", "pro"), "a"],
  ["is_not keeps rows without the property", on("plan", "is_not", "pro"), "bcde"],
  ["an empty text is a value, a missing one is not", on("plan", "is", ""), "b"],
  ["is_set", on("plan", "is_set"), "ab"],
  ["is_not_set", on("plan", "is_not_set"), "cde"],
  ["contains ignores case", on("plan", "contains", "PR"), "a"],
  ["regex", on("plan", "regex", "^p.o$"), "a"],
  ["not_regex keeps the missing", on("plan", "not_regex", "^p"), "bcde"],
  ["in, numbers by value", on("n", "in", [5, 2.5]), "ac"],
  ["a number sent as text compares as a number", on("n", "gt", 4), "ab"],
  ["between takes in both ends", on("n", "between", [2.5, 5]), "ac"],
  ["neq keeps the missing", on("n", "neq", 5), "bcde"],
  ["booleans", on("ok", "is", true), "a"],
  ["dates", on("at", "before", "2026-02-02"), "a"],
  ["quotes and backticks are data", on("odd`key", "is", "x'y"), "a"],
  ["a path into an object", on("nested.deep", "is", "yes"), "b"],
  ["person property, over all the person's events", on("city", "is", "Oslo", "person"), "ad"],
  ["person property, after a merge", on("city", "is", "Bern", "person"), "c"],
  ["person property, negated, keeps people without a profile", on("city", "is_not", "Oslo", "person"), "bce"],
  ["person id is the merged one", on("person_id", "is", "carla", "builtin"), "c"],
  ["hour of day", on("hour_of_day", "gte", 11, "builtin"), "bc"],
  ["day of week, 1 is Monday", on("day_of_week", "eq", 1, "builtin"), "d"],
  ["or", { type: "group", op: "or", filters: [on("plan", "is", "pro"), on("n", "eq", 12)] }, "ab"],
  ["cohort by behaviour in the last days", { type: "cohort", cohort: "active", negate: false }, "ad"],
  ["cohort of those who never did it", { type: "cohort", cohort: "quiet", negate: false }, "bce"],
  ["cohort by first sight", { type: "cohort", cohort: "fresh", negate: false }, "abcd"],
  ["not in a cohort", { type: "cohort", cohort: "north", negate: true }, "bce"],
  ["saved list", { type: "cohort", cohort: "saved", negate: false }, "c"],
];

describe("filters", () => {
  for (const [name, filter, expected] of cases)
    test(name, async () => {
      expect(await passing(filter)).toBe(expected);
    });
});

test("internal people are left out when asked", async () => {
  const context = {
    ...shop,
    internalUsers: {
      type: "group" as const,
      op: "and" as const,
      filters: [on("city", "is", "Oslo", "person")],
    },
  };
  const { result } = await ask(context, {
    kind: "trends",
    range: { from: "all" },
    interval: "year",
    series: [{ event: null }],
    excludeInternal: true,
  });
  expect(result.series[0]?.total).toBe(3);
});

test("a wrong value names what the operator compares", async () => {
  await expect(passing(on("n", "gt", "many"))).rejects.toMatchObject({
    code: "GROWTH_FILTER_VALUE",
    received: '"many"',
  });
  await expect(passing(on("colour", "is", "x", "builtin"))).rejects.toMatchObject({
    code: "GROWTH_BUILTIN_UNKNOWN",
  });
});
