import { random } from "@lepton/core";
import { seriesFrom } from "@lepton/learn";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSmallerBeyondChance } from "./chance.ts";
import { bucketsAfter, dateBefore, stepsTo } from "./coming.ts";
import { historyOf } from "./history.ts";
import { marksOf } from "./marks.ts";
import { needOf, planOf, possibleHorizon } from "./plan.ts";

const clock = {
  timezone: "Europe/Berlin",
  weekStart: "monday" as const,
  nowMs: Date.parse("2026-03-20T12:00Z"),
};

describe("coming buckets", () => {
  test("days, weeks and months go on by the calendar", () => {
    expect(bucketsAfter("2026-02-27", 3, "day", clock)).toEqual(["2026-02-28", "2026-03-01", "2026-03-02"]);
    expect(bucketsAfter("2026-02-23", 2, "week", clock)).toEqual(["2026-03-02", "2026-03-09"]);
    expect(bucketsAfter("2025-12-01", 2, "month", clock)).toEqual(["2026-01-01", "2026-02-01"]);
  });
  test("hours cross a clock change without losing one", () => {
    // 29 March 2026: at 02:00 clocks go to 03:00.
    expect(bucketsAfter("2026-03-29T00:00", 3, "hour", clock).map((start) => start.slice(0, 16))).toEqual([
      "2026-03-29T01:00",
      "2026-03-29T03:00",
      "2026-03-29T04:00",
    ]);
  });
  test("a date is so many steps ahead as buckets begin until it", () => {
    const weeks = bucketsAfter("2026-02-23", 5, "week", clock);
    expect(
      ["2026-03-01", "2026-03-02", "2026-03-08", "2026-03-09"].map((date) => stepsTo(date, weeks)),
    ).toEqual([0, 1, 1, 2]);
    expect(dateBefore("2026-03-31", 1, "month", clock)).toBe("2026-02-28");
  });
});

describe("plan", () => {
  test("needs training and two stretches: 14 + 2 · 28 days for 28", () => {
    expect(needOf("day", 28)).toBe(70);
    expect(planOf("day", 69, 28)).toBeNull();
    expect(planOf("day", 70, 28)).toEqual({ choice: 1, check: 1, step: 1 });
    expect(planOf("day", 1095, 28)).toEqual({ choice: 6, check: 4, step: 28 });
  });
  test("the possible horizon is possible, one more is not; every plan leaves training before its first origin", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("hour", "day", "week", "month", "quarter", "year"),
        fc.integer({ min: 0, max: 1500 }),
        fc.integer({ min: 1, max: 366 }),
        (interval, n, horizon) => {
          const possible = possibleHorizon(interval, n);
          if (possible > 0) expect(planOf(interval, n, possible)).not.toBeNull();
          expect(planOf(interval, n, possible + 1)).toBeNull();
          const plan = planOf(interval, n, horizon);
          if (!plan) return;
          const first = n - 2 * horizon - (plan.choice + plan.check - 2) * plan.step;
          expect(first).toBeGreaterThanOrEqual(needOf(interval, 0));
        },
      ),
    );
  });
});

describe("history", () => {
  const days = (n: number, isRunning = false) =>
    Array.from({ length: n }, (_, i) => ({
      start: new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10),
      complete: !(isRunning && i === n - 1),
    }));
  const options = { interval: "day" as const, special: new Set<string>() };
  test("leaves out what came before the first event, its own bucket, and the running one", () => {
    const { buckets, values, running } = historyOf(days(6, true), [0, 0, 3, 20, 22, 5], options);
    expect(buckets).toEqual(["2026-01-04", "2026-01-05"]);
    expect(values).toEqual([20, 22]);
    expect(running).toBe("2026-01-06");
  });
  test("a lone zero among fifties is a gap, a zero every Sunday is not, a zero among threes neither", () => {
    const weekly = (level: number) =>
      Array.from({ length: 42 }, (_, t) => (t % 7 === 3 || t === 20 ? 0 : level + (t % 7)));
    const plenty = historyOf(days(42), weekly(50), options);
    expect(plenty.gaps).toEqual(["2026-01-21"]);
    expect(plenty.values.filter((value) => value === 0)).toHaveLength(6);
    expect(historyOf(days(42), weekly(1), options).gaps).toEqual([]);
    const known = historyOf(days(42), weekly(50), { ...options, special: new Set(["2026-01-21"]) });
    expect(known.gaps).toEqual([]);
  });
  test("zeros at the end, where there always was plenty, are data that stopped arriving", () => {
    const { buckets, stopped } = historyOf(
      days(40),
      Array.from({ length: 40 }, (_, t) => (t < 37 ? 100 + t : 0)),
      options,
    );
    expect(stopped).toEqual(["2026-02-07", "2026-02-08", "2026-02-09"]);
    expect(buckets.at(-1)).toBe("2026-02-06");
  });
  test("nothing at all is no history", () => {
    expect(historyOf(days(5), [0, 0, 0, 0, 0], options).values).toEqual([]);
    expect(historyOf([], [], options).values).toEqual([]);
  });
});

describe("marks", () => {
  const noisy = (seed: number, at: (t: number) => number, n = 200) => {
    const draw = random(seed);
    const values = Array.from({ length: n }, (_, t) => at(t) + 4 * draw.normal());
    return {
      series: seriesFrom({ values, start: "2026-01-01", frequency: "day" }),
      known: values.map(() => true),
    };
  };
  const week = (t: number) => 15 * Math.sin((2 * Math.PI * t) / 7);
  test("a step of the level is found within a few days, and one wild value is an anomaly", () => {
    const { series, known } = noisy(3, (t) => 100 + week(t) + (t >= 120 ? 40 : 0) + (t === 60 ? 90 : 0));
    const { anomalies, changePoints } = marksOf(series, known);
    expect(anomalies[0]?.at).toBe(60);
    expect(changePoints).toHaveLength(1);
    expect(Math.abs((changePoints[0]?.at ?? 0) - 120)).toBeLessThanOrEqual(3);
    expect((changePoints[0]?.after ?? 0) - (changePoints[0]?.before ?? 0)).toBeGreaterThan(30);
  });
  test("a slope is no staircase: 20 growing seasonal series have hardly a change point", () => {
    let found = 0;
    for (let seed = 0; seed < 20; seed++) {
      const { series, known } = noisy(seed, (t) => 100 + 0.8 * t + week(t));
      found += marksOf(series, known).changePoints.length;
    }
    expect(found).toBeLessThanOrEqual(1);
  });
});

describe("beyond chance", () => {
  test("a third less error is, a hundredth less is not", () => {
    const draw = random(5);
    const other = Array.from({ length: 112 }, () => 10 * draw.normal());
    const noise = (factor: number) => Array.from({ length: 112 }, () => factor * 10 * draw.normal());
    expect(isSmallerBeyondChance(noise(0.6), other, 28)).toBe(true);
    expect(
      isSmallerBeyondChance(
        other.map((error, t) => error * (t % 2 ? 0.8 : 1.19)),
        other,
        28,
      ),
    ).toBe(false);
    expect(isSmallerBeyondChance(other, other, 28)).toBe(false);
    expect(isSmallerBeyondChance([0.8, 0.9], [1, 1], 2)).toBe(true);
  });
});
