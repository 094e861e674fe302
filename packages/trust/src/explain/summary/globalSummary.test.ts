import { expect, test } from "vitest";
import { globalSummary } from "./globalSummary.ts";

test("features by mean size with intervals, points with ranks for numbers and raw values for categories", () => {
  const explanations = [{ values: [1, -4] }, { values: [-1, 2] }, { values: [3, 0] }];
  const rows = [
    [10, "a"],
    [30, "b"],
    [10, null],
  ];
  const [first, second] = globalSummary(explanations, rows, ["months", "plan"]);
  expect(first?.name).toBe("plan");
  expect(first?.size.value).toBe(2);
  // Student by hand: 2 ± 4.302653·2/√3.
  expect(first?.size.high).toBeCloseTo(2 + (4.302653 * 2) / Math.sqrt(3), 5);
  expect(first?.direction.value).toBeCloseTo(-2 / 3, 12);
  expect(second?.points).toEqual([
    { row: 0, value: 10, rank: 0.25, effect: 1 },
    { row: 1, value: 30, rank: 1, effect: -1 },
    { row: 2, value: 10, rank: 0.25, effect: 3 },
  ]);
  expect(first?.points.map(({ rank }) => rank)).toEqual([null, null, null]);
});

test("explanations that do not fit the rows are refused", () => {
  expect(() => globalSummary([], [], ["a"])).toThrow(/needs explanations/);
  expect(() => globalSummary([{ values: [1] }], [[1, 2]], ["a"])).toThrow(/row 0 differs/);
  expect(() => globalSummary([{ values: [1] }], [], ["a"])).toThrow(/belong together/);
});
