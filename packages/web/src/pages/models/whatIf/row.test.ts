import type { ModelInput } from "@lepton/server";
import fc from "fast-check";
import { expect, test } from "vitest";
import { byWeight, fromPlace, scaleOf, toPlace, typicalRow } from "./row.ts";

const input = (part: Partial<ModelInput>): ModelInput => ({
  name: "x",
  type: "number",
  description: "",
  unit: null,
  min: 0,
  median: 5,
  max: 10,
  categories: null,
  ...part,
});

test("the typical person has middles and the most frequent categories", () => {
  const inputs = [
    input({}),
    input({ name: "source", type: "category", categories: ["search", "mail"] }),
    input({ name: "unseen", type: "category", categories: [] }),
  ];
  expect(typicalRow(inputs)).toEqual({ x: 5, source: "search", unseen: null });
});

test("what weighs most comes first, what was not weighed last", () => {
  const inputs = ["a", "b", "c"].map((name) => input({ name }));
  const drivers = ["c", "a"].map((feature) => ({
    feature,
    importance: 1,
    low: null,
    high: null,
    direction: null,
  }));
  expect(byWeight(inputs, drivers).map(({ name }) => name)).toEqual(["c", "a", "b"]);
});

test("a long tail is drawn in logarithms, and every whole number comes back from its place", () => {
  expect(scaleOf(input({}), null).isLog).toBe(false);
  expect(scaleOf(input({ max: 5_000 }), null).isLog).toBe(true);
  expect(scaleOf(input({}), 25).max).toBe(25);
  expect(scaleOf(input({ min: 3, max: 3 }), null).max).toBe(4);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5_000 }), fc.boolean(), (value, isLong) => {
      const scale = scaleOf(input({ max: 5_000, median: isLong ? 3 : 4_000 }), null);
      expect(scale.isLog).toBe(isLong);
      expect(fromPlace(scale, toPlace(scale, value))).toBe(value);
    }),
  );
});
