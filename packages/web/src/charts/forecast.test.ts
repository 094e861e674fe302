import type { ForecastedLine, ForecastReply } from "@lepton/server";
import { expect, test } from "vitest";
import { chartColors } from "./colors.ts";
import { axisStarts, forecastSeries, lineOf, withoutRunning } from "./forecast.ts";

const buckets = [
  { start: "2026-03-01", complete: true },
  { start: "2026-03-02", complete: true },
  { start: "2026-03-03", complete: false },
];
const line = {
  kind: "forecast",
  index: 0,
  breakdown: null,
  buckets: ["2026-03-03", "2026-03-04"],
  mean: [7, 8],
  low: [5, 4],
  high: [9, 12],
  history: { from: "2025-01-01", to: "2026-03-02" },
  changePoints: [
    { bucket: "2025-06-01", before: 1, after: 2 },
    { bucket: "2026-03-02", before: 3, after: 6 },
  ],
  anomalies: [{ bucket: "2026-03-01", value: 3, z: 5 }],
  backtest: { rehearsals: [{ buckets: ["2026-03-01", "2026-03-02"], mean: [4, 5] }] },
} as unknown as ForecastedLine;
const reply = { lines: [line] } as unknown as ForecastReply;

test("the axis goes on from the answer's buckets; the running one is not there twice", () => {
  expect(axisStarts(buckets, reply)).toEqual(["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"]);
  expect(axisStarts(buckets, undefined)).toHaveLength(3);
});

test("a running bucket gives way to its forecast", () => {
  expect(withoutRunning(buckets, [3, 6, 1], line)).toEqual([3, 6, null]);
  expect(withoutRunning(buckets, [3, 6, 1], undefined)).toEqual([3, 6, 1]);
  expect(lineOf(reply, { index: 0, breakdown: "US" })).toBeUndefined();
});

test("path and band start at the last value; marks outside the axis are left out", () => {
  const drawn = (withRehearsals: boolean) =>
    forecastSeries({
      id: "s0",
      name: "visits",
      color: "#000",
      line,
      starts: axisStarts(buckets, reply),
      values: [3, 6, 1],
      withRehearsals,
      colors: chartColors(false),
    }) as { id: string; data: (number | null)[]; markLine?: { data: unknown[] } }[];
  const byId = new Map(drawn(true).map((one) => [one.id, one]));
  expect(byId.get("s0~forecast")?.data).toEqual([null, 6, 7, 8]);
  expect(byId.get("s0~coming~low")?.data).toEqual([null, 6, 5, 4]);
  expect(byId.get("s0~coming~high")?.data).toEqual([null, 0, 4, 8]);
  expect(byId.get("s0~forecast")?.markLine?.data).toEqual([{ xAxis: 1 }]);
  expect(byId.get("s0~anomalies")?.data).toEqual([3, null, null, null]);
  expect(byId.get("s0~rehearsal0")?.data).toEqual([4, 5, null, null]);
  expect(drawn(false).some(({ id }) => id.includes("rehearsal"))).toBe(false);
});
