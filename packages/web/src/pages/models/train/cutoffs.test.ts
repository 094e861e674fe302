import fc from "fast-check";
import { expect, test } from "vitest";
import { cutoffsOf, longestHorizon } from "./cutoffs.ts";

test("a year of data asked every 90 days: three cutoffs, the last is the test", () => {
  expect(cutoffsOf(365, { horizonDays: 90, count: 5, everyDays: null })).toEqual([
    { day: 95, isTest: false },
    { day: 185, isTest: false },
    { day: 275, isTest: true },
  ]);
  expect(cutoffsOf(365, { horizonDays: 90, count: 2, everyDays: null })).toHaveLength(2);
  expect(cutoffsOf(365, { horizonDays: 90, count: 5, everyDays: 30 }).map(({ day }) => day)).toEqual([
    95, 125, 155, 185, 275,
  ]);
});

test("the longest horizon leaves something to learn from; one more day does not", () => {
  fc.assert(
    fc.property(fc.integer({ min: 21, max: 2_000 }), (span) => {
      const horizon = longestHorizon(span);
      const asked = { count: 5, everyDays: null };
      expect(cutoffsOf(span, { ...asked, horizonDays: horizon }).length).toBeGreaterThan(1);
      expect(cutoffsOf(span, { ...asked, horizonDays: horizon + 1 }).length).toBeLessThan(2);
    }),
  );
});
