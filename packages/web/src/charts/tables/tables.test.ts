import type { ResultOf } from "@lepton/growth";
import { expect, test } from "vitest";
import { tablesOf, type Writer } from "./index.ts";

const plain = (value: number | null | undefined) =>
  value === null || value === undefined ? "–" : String(value);
const write: Writer = {
  t: (key, values) => (values ? `${key}${JSON.stringify(values)}` : key),
  language: "en",
  number: plain,
  share: (value) => (value === null || value === undefined ? "–" : `${value * 100}%`),
  money: plain,
  duration: plain,
};
const bucket = (start: string, complete = true) => ({ start, complete });

test("trends: one row per bucket, each count opens its people, a formula opens none", () => {
  const result: ResultOf<"trends"> = {
    kind: "trends",
    unit: "people",
    buckets: [bucket("2026-03-01"), bucket("2026-03-02", false)],
    series: [
      { index: 0, label: "Paid", breakdown: null, values: [3, 0], total: 3 },
      { index: -1, label: "A * 2", breakdown: null, values: [6, 0], total: 6 },
    ],
  };
  const [main, totals] = tablesOf(result, { kind: "trends", series: [{ event: "Paid" }] }, write, "USD");
  expect(main?.columns).toEqual(["column.bucket", "Paid", "A * 2"]);
  expect(main?.rows[0]?.[1]).toEqual({
    value: 3,
    shown: "3",
    point: { kind: "trends", series: 0, bucket: "2026-03-01", breakdown: null },
  });
  expect(main?.rows[0]?.[2]).toEqual({ value: 6, shown: "6" });
  expect(main?.rows[1]?.[0]).toMatchObject({ value: "2026-03-02", isOpen: true });
  expect(main?.rows[1]?.[1]).not.toHaveProperty("point");
  expect(totals?.rows.map((row) => row[1]?.value)).toEqual([3, 6]);
});

test("funnel: those dropped are the difference to the step before, and can be opened", () => {
  const interval = { value: 1, low: 1, high: 1, level: 0.95, n: 4 };
  const step = (label: string, count: number) => ({
    label,
    count,
    ofPrevious: null,
    ofFirst: count / 4,
    interval,
    medianSeconds: null,
    meanSeconds: null,
  });
  const result: ResultOf<"funnel"> = {
    kind: "funnel",
    steps: [step("A", 4), step("B", 1)],
    breakdown: [],
    timeToConvert: { median: null, mean: null, bins: [] },
  };
  const [main] = tablesOf(result, { kind: "funnel", steps: [{ event: "A" }, { event: "B" }] }, write, "USD");
  expect(main?.rows[1]?.at(-1)).toEqual({
    value: 3,
    shown: "3",
    point: { kind: "funnel", step: 1, outcome: "dropped", breakdown: null, bucket: null },
  });
  expect(main?.rows[0]?.at(-1)).toEqual({ value: null, shown: "–" });
});

test("retention: a cell that cannot be known yet is empty, never 0", () => {
  const result: ResultOf<"retention"> = {
    kind: "retention",
    periods: 1,
    rows: [{ cohort: bucket("2026-03-01"), breakdown: null, size: 2, counts: [2, null], rates: [1, null] }],
    average: [],
  };
  const [main] = tablesOf(result, { kind: "retention", interval: "week" }, write, "USD");
  expect(main?.rows[0]?.map(({ value }) => value)).toEqual(["2026-03-01", 2, 2, null]);
});
