import { describe, expect, test } from "vitest";
import { headlineOf } from "./headline.ts";
import type { PmfMeasure } from "./types.ts";

const ellis = (over: Partial<PmfMeasure>): PmfMeasure => ({
  id: "ellis",
  value: { value: 0.4, low: 0.263, high: 0.554, level: 0.95, n: 40 },
  unit: "share",
  trend: [],
  threshold: { value: 0.4, why: "Sean Ellis" },
  verdict: "reachedUncertain",
  have: 40,
  need: 30,
  question: null,
  simulated: false,
  ...over,
});

describe("the headline of the report", () => {
  test("says how many judged measures reached and how many answers the 40 % test waits for", () => {
    const measures = [ellis({ verdict: "notEnoughData", have: 12, need: 30 })];
    expect(headlineOf({ measures, reached: 2, judged: 4 })).toEqual([
      { key: "headline.some", values: { reached: 2, count: 4 } },
      { key: "headline.ellisNotEnough", values: { threshold: 40, have: 12, need: 30 } },
    ]);
  });

  test("claims nothing when nothing can be judged", () => {
    const measures = [ellis({ verdict: "noData", have: 0 })];
    expect(headlineOf({ measures, reached: 0, judged: 0 }).map((it) => it.key)).toEqual([
      "headline.nothing",
      "headline.ellisNoData",
    ]);
  });

  test("keeps the doubt: 16 of 40 very disappointed is reached, uncertain", () => {
    const sentences = headlineOf({ measures: [ellis({})], reached: 1, judged: 1 });
    expect(sentences).toEqual([
      { key: "headline.all", values: { reached: 1, count: 1 } },
      { key: "headline.ellis_reachedUncertain", values: { threshold: 40, value: "40", count: 40 } },
    ]);
  });
});
