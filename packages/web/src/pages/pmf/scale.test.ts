import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scaleOf } from "./scale.ts";

const estimate = (value: number | null, low: number | null, high: number | null) => ({
  value,
  low,
  high,
  level: 0.95,
  n: 40,
});

describe("the bar of a measure", () => {
  test("16 of 40 with Wilson 26.3–55.4 % on a bar that ends at 70 %", () => {
    const bar = scaleOf({
      value: estimate(0.4, 0.263, 0.554),
      unit: "share",
      threshold: { value: 0.4, why: "" },
    });
    expect([bar.min, bar.max]).toEqual([0, 0.7]);
    expect(bar.value).toBeCloseTo(57.14, 2);
    expect(bar.threshold).toBeCloseTo(57.14, 2);
  });

  test("a score of 0 stands in the middle", () => {
    const bar = scaleOf({ value: estimate(0, -30, 30), unit: "score", threshold: { value: 30, why: "" } });
    expect([bar.low, bar.value, bar.high, bar.threshold]).toEqual([35, 50, 65, 65]);
  });

  test("an unknown value leaves only the threshold", () => {
    const bar = scaleOf({
      value: estimate(null, null, null),
      unit: "share",
      threshold: { value: 0.4, why: "" },
    });
    expect(bar.value).toBeNull();
    expect(bar.threshold).toBeGreaterThan(0);
  });

  test("every mark lies on the bar and in order", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -2, max: 50, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.constantFrom("share" as const, "score" as const, "ratio" as const, "money" as const),
        (value, below, above, unit) => {
          const bar = scaleOf({
            value: estimate(value, value - below, value + above),
            unit,
            threshold: { value: 1, why: "" },
          });
          const marks = [bar.low ?? 0, bar.value ?? 0, bar.high ?? 0];
          expect(marks.every((it) => it >= 0 && it <= 100)).toBe(true);
          expect(marks).toEqual([...marks].sort((a, b) => a - b));
        },
      ),
    );
  });
});
