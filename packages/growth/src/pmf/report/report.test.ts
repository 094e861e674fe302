import fc from "fast-check";
import { expect, test } from "vitest";
import type { PmfMeasure } from "../../schema/result.ts";
import { verdictOf } from "../verdict.ts";
import { ratioOf } from "./growth.ts";
import { emptyMeasure } from "./measure.ts";
import { nextSteps } from "./next.ts";
import { plateau } from "./retention.ts";

const estimate = (value: number | null, n: number, low: number | null = null) => ({
  value,
  low,
  high: null,
  level: 0.95,
  n,
});

test("a verdict needs enough cases, then the bar, then the whole interval", () => {
  expect(verdictOf(estimate(null, 0), 0.4, 30)).toBe("noData");
  expect(verdictOf(estimate(0.9, 12, 0.6), 0.4, 30)).toBe("notEnoughData");
  expect(verdictOf(estimate(0.39, 100, 0.3), 0.4, 30)).toBe("notReached");
  expect(verdictOf(estimate(0.4, 40, 0.263), 0.4, 30)).toBe("reachedUncertain");
  expect(verdictOf(estimate(0.6, 400, 0.55), 0.4, 30)).toBe("reached");
});

test("the ratio of 40 gained to 20 lost is 2, between 1.17 and 3.42 (2·e^(±1.96·√(1/40+1/20)))", () => {
  const { value, low, high } = ratioOf(40, 20);
  expect([value, low?.toFixed(2), high?.toFixed(2)]).toEqual([2, "1.17", "3.42"]);
  expect(ratioOf(5, 0).value).toBeNull();
  expect(ratioOf(0, 5)).toMatchObject({ value: 0, low: 0 });
});

test("the last third of a curve, beside the third before", () => {
  const curve = [0.6, 0.5, 0.42, 0.4, 0.4, 0.4].map((v) => estimate(v, 100));
  expect(plateau(curve)).toMatchObject({ flattens: true, tailStart: 5 });
  expect(plateau(curve).value.value).toBeCloseTo(0.4, 12);
  expect(plateau([0.6, 0.5, 0.4, 0.3, 0.2, 0.1].map((v) => estimate(v, 100))).flattens).toBe(false);
  expect(plateau([0.1, 0, 0, 0, 0, 0].map((v) => estimate(v, 100))).flattens).toBe(false);
});

const measure = (
  id: PmfMeasure["id"],
  verdict: PmfMeasure["verdict"],
  value: number,
  threshold: number,
): PmfMeasure => ({
  ...emptyMeasure(id, "share", { value: threshold, why: "" }, 30),
  value: estimate(value, 100),
  verdict,
});

test("what a team can change goes before what follows from it, the furthest below its bar first", () => {
  const measures = [
    measure("ellis", "reached", 0.5, 0.4),
    measure("retention", "notReached", 0.2, 0.25),
    measure("growth", "notReached", 0.5, 1),
    measure("revenue", "notReached", -0.9, 0),
    measure("marketShare", "notReached", 0.01, 0.2),
  ];
  expect(nextSteps(measures, null, { interval: "month" }).map((s) => s.code)).toEqual([
    "reduceChurn",
    "improveWeek1Retention",
    "winShare",
    "growRevenue",
  ]);
});

test("when all is reached and nothing is asked for, keep going", () => {
  const [next] = nextSteps(
    [measure("ellis", "reached", 0.5, 0.4), measure("marketShare", "reached", 0.2, 0.1)],
    null,
    { interval: "week" },
  );
  expect(next).toEqual({ code: "keepGoing", values: { reached: 2, judged: 2 } });
});

test("a ratio lies inside its interval", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 10_000 }), (gained, lost) => {
      const { value, low, high } = ratioOf(gained, lost);
      expect(low).toBeLessThanOrEqual(value ?? Number.NaN);
      expect(high).toBeGreaterThanOrEqual(value ?? Number.NaN);
    }),
  );
});
