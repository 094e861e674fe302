import type { FilterGroup } from "@lepton/growth";
import { operators } from "@lepton/growth";
import { expect, test } from "vitest";
import { completeGroup, countFilters, fitValue, operatorsFor, valueShape } from "./rules.ts";

test("each type offers operators of the filter language only, and mixed offers all of them", () => {
  for (const type of ["string", "number", "boolean", "datetime"] as const)
    for (const one of operatorsFor(type)) expect(operators).toContain(one);
  expect([...operatorsFor("mixed")].sort()).toEqual([...operators].sort());
});

test("a value is carried to another operator where it fits", () => {
  expect(fitValue("Paris", "in")).toEqual(["Paris"]);
  expect(fitValue(["Paris", "Lyon"], "is")).toBe("Paris");
  expect(fitValue("12", "gt")).toBe(12);
  expect(fitValue("Paris", "gt")).toBeUndefined();
  expect(fitValue(5, "between")).toEqual([5, 5]);
  expect(fitValue("x", "is_set")).toBeUndefined();
});

test("half-written filters and groups left empty do not reach the question", () => {
  const group: FilterGroup = {
    type: "group",
    op: "and",
    filters: [
      { type: "property", on: "event", key: "plan", operator: "is", value: "pro" },
      { type: "property", on: "event", key: "", operator: "is", value: "x" },
      { type: "property", on: "event", key: "amount", operator: "gt" },
      { type: "group", op: "or", filters: [{ type: "cohort", cohort: "", negate: false }] },
      { type: "property", on: "person", key: "email", operator: "is_set" },
    ],
  };
  expect(completeGroup(group)?.filters).toEqual([group.filters[0], group.filters[4]]);
  expect(completeGroup({ type: "group", op: "or", filters: [] })).toBeUndefined();
  expect(countFilters(group)).toBe(5);
  expect(valueShape("between")).toBe("range");
});
