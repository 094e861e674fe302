import { expect, test } from "vitest";
import { nearestSeries, seriesNames } from "./trends.ts";

const of = (index: number, values: (number | null)[]) => ({ index, values });

test("a pointer means the nearest line, or the layer of the stack it is in", () => {
  const series = [of(0, [10, null]), of(0, [5, null]), of(0, [5, null])];
  expect(nearestSeries(series, 0, 9)).toBe(0);
  expect(nearestSeries(series, 0, 12, true)).toBe(1);
  expect(nearestSeries(series, 0, 19, true)).toBe(2);
  expect(nearestSeries(series, 0, 40, true)).toBe(2);
  expect(nearestSeries(series, 1, 4)).toBeNull();
});

test("several events broken down are told apart by their names", () => {
  const part = (index: number, label: string, breakdown: string | null) => ({ index, label, breakdown });
  expect(seriesNames([part(0, "Paid", "pro"), part(0, "Paid", "Other")], "Rest")).toEqual(["pro", "Rest"]);
  expect(seriesNames([part(0, "Paid", "pro"), part(1, "Seen", "pro")], "Rest")).toEqual([
    "Paid · pro",
    "Seen · pro",
  ]);
  expect(seriesNames([part(0, "Paid", null)], "Rest")).toEqual(["Paid"]);
});
