import { expect, test } from "vitest";
import { feedbackSearch } from "./search.ts";

test("the address keeps what it understands and drops the rest", () => {
  expect(
    feedbackSearch({
      from: "-90d",
      kind: "praise",
      theme: "abc",
      sentiment: "furious",
      q: 42,
      entry: "",
      other: 1,
    }),
  ).toEqual({ from: "-90d", kind: "praise", theme: "abc", q: "42" });
});

test("a filter without conditions is no filter", () => {
  const group = { type: "group", op: "and", filters: [] as unknown[] };
  expect(feedbackSearch({ filter: group })).toEqual({});
  expect(feedbackSearch({ filter: "x" })).toEqual({});
  const full = { ...group, filters: [{ type: "cohort", cohort: "c", negate: false }] };
  expect(feedbackSearch({ filter: full })).toEqual({ filter: full });
});
