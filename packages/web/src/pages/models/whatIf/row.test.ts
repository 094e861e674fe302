import type { ModelInput } from "@lepton/server";
import fc from "fast-check";
import { expect, test } from "vitest";
import { byWeight, nearestStop, stopsOf, typicalRow } from "./row.ts";

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

test("a slider stops at every whole number of a short range, and widens for the value at hand", () => {
  expect(stopsOf(input({}), null)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(stopsOf(input({ max: 2 }), 4)).toEqual([0, 1, 2, 3, 4]);
  expect(stopsOf(input({ min: 3, median: 3, max: 3 }), null)).toEqual([3, 4]);
  expect(stopsOf(input({ min: 0, median: 0.5, max: 1 }), null)).toHaveLength(101);
});

test("a long tail is spaced in logarithms: half of its stops lie below the hundredth part", () => {
  const stops = stopsOf(input({ median: 3, max: 5_000 }), null);
  expect(stops.filter((one) => one <= 50).length).toBeGreaterThan(stops.length / 3);
  expect(stopsOf(input({ median: 4_000, max: 5_000 }), null)[1]).toBe(50);
});

test("stops rise, hold the ends and the value, and each is nearest to itself", () => {
  const whole = fc.integer({ min: -1_000, max: 100_000 });
  fc.assert(
    fc.property(fc.array(whole, { minLength: 3, maxLength: 3 }), whole, (range, value) => {
      const [min = 0, median = 0, max = 0] = [...range].sort((a, b) => a - b);
      const stops = stopsOf(input({ min, median, max }), value);
      expect(stops).toEqual([...new Set(stops)].sort((a, b) => a - b));
      expect(stops[0]).toBe(Math.min(min, value));
      expect(stops.at(-1)).toBeGreaterThanOrEqual(Math.max(max, value));
      expect(stops[nearestStop(stops, value)]).toBe(value);
    }),
  );
});
