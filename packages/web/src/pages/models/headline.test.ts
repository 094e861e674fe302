import { expect, test } from "vitest";
import { headlineOf } from "./headline.ts";

const gain = [
  { x: 0, y: 0 },
  { x: 0.2, y: 0.78 },
  { x: 1, y: 1 },
];
const verdict = {
  code: "better" as const,
  text: "",
  baseline: "recency alone",
  metric: "auc",
  difference: null,
};
const data = {
  rows: 2,
  people: 2,
  outcomeMean: 0.3,
  cutoffs: [
    { at: "2026-01-01T00:00:00Z", rows: 1, outcomeMean: 0.4 },
    { at: "2026-04-01T00:00:00Z", rows: 1, outcomeMean: 0.2 },
  ],
  from: "2025-01-01T00:00:00Z",
  to: "2026-07-01T00:00:00Z",
  hash: "",
  trainRows: 1,
  testRows: 1,
};
const curves = { roc: null, gain, baselineGain: null, calibration: null };

test("the first fifth holds 78 % of those it happens to: 0.78 · 0.2 ÷ 0.2 of it, at the test's share", () => {
  expect(headlineOf({ task: "classification", curves, leaderboard: [], verdict, data })).toEqual({
    kind: "share",
    leads: "found",
    found: expect.closeTo(0.78, 12),
    baselineFound: null,
    baselinePrecision: null,
    precision: expect.closeTo(0.78, 12),
    overall: 0.2,
  });
  const baselineGain = [
    { x: 0, y: 0 },
    { x: 0.4, y: 1 },
  ];
  expect(
    headlineOf({
      task: "classification",
      curves: { ...curves, baselineGain },
      leaderboard: [],
      verdict,
      data,
    }),
  ).toMatchObject({ baselineFound: 0.5, baselinePrecision: expect.closeTo(0.5, 12) });
  const common = { ...data, cutoffs: [{ at: "2026-04-01T00:00:00Z", rows: 1, outcomeMean: 0.6 }] };
  expect(
    headlineOf({ task: "classification", curves, leaderboard: [], verdict, data: common }),
  ).toMatchObject({ leads: "pure" });
});

test("a value is told by its mean error beside the baseline's", () => {
  const row = (name: string, mae: number, chosen: boolean) => ({
    name,
    baseline: !chosen,
    chosen,
    metrics: { mae: { value: mae, low: null, high: null, level: 0.95, n: 9 } },
    seconds: 1,
    problem: null,
  });
  const leaderboard = [row("recency alone", 12, false), row("boosted trees", 9, true)];
  const none = { roc: null, gain: null, calibration: null };
  expect(headlineOf({ task: "regression", curves: none, leaderboard, verdict, data })).toEqual({
    kind: "error",
    mae: 9,
    baseline: 12,
  });
  expect(headlineOf({ task: "classification", curves: none, leaderboard, verdict, data })).toEqual({
    kind: "metric",
  });
});
