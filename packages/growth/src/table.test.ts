import { expect, test } from "vitest";
import { tablesOf, toCsv } from "./table.ts";

test("a funnel becomes one row per step and breakdown", () => {
  const step = (label: string, count: number) => ({
    label,
    count,
    ofPrevious: null,
    ofFirst: 1,
    interval: { value: 1, low: 0.5, high: 1, level: 0.95, n: 4 },
    medianSeconds: null,
    meanSeconds: null,
  });
  const [steps] = tablesOf({
    kind: "funnel",
    steps: [step("A", 4), step("B", 2)],
    breakdown: [{ value: "web", steps: [step("A", 3), step("B", 1)] }],
    timeToConvert: { median: null, mean: null, bins: [] },
  });
  expect(steps?.rows.map((row) => row.slice(0, 4))).toEqual([
    [null, 1, "A", 4],
    [null, 2, "B", 2],
    ["web", 1, "A", 3],
    ["web", 2, "B", 1],
  ]);
});

test("CSV quotes what needs quoting and defuses formulas", () => {
  expect(
    toCsv({
      name: "t",
      columns: ["a", "b"],
      rows: [
        ['say "hi", now', null],
        ["=1+1", -2],
      ],
    }),
  ).toBe('a,b\r\n"say ""hi"", now",\r\n\'=1+1,-2\r\n');
});
