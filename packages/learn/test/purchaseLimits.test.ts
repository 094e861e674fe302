import { type LeptonError, random } from "@lepton/core";
import { expect, test } from "vitest";
import { bgNbd, bgNbdFromJSON, gammaGamma, type PurchaseSummary, purchaseSummary } from "../src/index.ts";
import { publishedSummary, someOf } from "./cdnow.fixture.ts";

const published = publishedSummary();

test("parameters come back from simulated customers, in days as in weeks", async () => {
  const { next, normal } = random(5);
  const exponential = (rate: number) => -Math.log(1 - next()) / rate;
  // Gamma(2, α) as the sum of two exponentials; Beta(1, 3) by inversion.
  const rows = Array.from({ length: 4000 }, () => {
    const rate = exponential(1) / 5 + exponential(1) / 5;
    const quit = 1 - next() ** (1 / 3);
    const age = 20 + 10 * next();
    let [time, count, last] = [0, 0, 0];
    while (next() >= (count === 0 ? 0 : quit)) {
      time += exponential(rate);
      if (time > age) break;
      count++;
      last = time;
    }
    return { count, last, age, value: Math.exp(normal()) };
  });
  const of = (unit: "day" | "week", scale: number): PurchaseSummary => ({
    unit,
    persons: rows.map((_, i) => String(i)),
    frequency: Float64Array.from(rows, ({ count }) => count),
    recency: Float64Array.from(rows, ({ last }) => scale * last),
    age: Float64Array.from(rows, ({ age }) => scale * age),
    value: Float64Array.from(rows, ({ value }) => value),
  });
  const weeks = await bgNbd().fit(of("week", 1));
  for (const [name, truth] of [
    ["r", 2],
    ["alpha", 5],
    ["a", 1],
    ["b", 3],
  ] as const) {
    const { value, standardError } = weeks.estimates[name];
    expect(Math.abs((value as number) - truth)).toBeLessThan(4 * (standardError as number));
  }
  const days = await bgNbd().fit(of("day", 7));
  expect(days.parameters.alpha).toBeCloseTo(7 * weeks.parameters.alpha, 3);
  expect(days.parameters.a).toBeCloseTo(weeks.parameters.a, 4);
  await expect(async () => days.expectedPurchases(of("week", 1), 3)).rejects.toThrow(/another unit/);
});

test("nobody leaves: the parameter at its bound is said, expectations stay finite", async () => {
  const x = someOf(published, (i) => (published.frequency[i] as number) > 0);
  const stayed = { ...x, recency: x.age.map((age) => age - 0.1) };
  const fitted = await bgNbd().fit(stayed);
  expect(fitted.warnings.join()).toMatch(/bound/);
  expect(fitted.estimates.a.standardError).toBeNull();
  expect(fitted.expectedPurchases(stayed, 39).every((count) => count > 0 && count < 100)).toBe(true);
});

test("bad input is named", async () => {
  const code = async (make: () => unknown) => {
    try {
      await make();
    } catch (error) {
      return (error as LeptonError).code;
    }
    return "taken";
  };
  const few = someOf(published, (i) => i < 5);
  expect([
    await code(() => bgNbd().fit({ ...few, recency: few.recency.map(() => 50) })),
    await code(() => bgNbd().fit({ ...few, frequency: few.frequency.map(() => 0.5) })),
    await code(() =>
      bgNbd().fit({ ...few, frequency: few.frequency.map(() => 0), recency: new Float64Array(5) }),
    ),
    await code(() => bgNbd().fit({ ...few, age: new Float64Array(3) })),
    await code(() => gammaGamma().fit(few)),
    await code(() => purchaseSummary({ persons: ["a"], times: [Number.NaN] }, { until: 1 })),
    await code(() => purchaseSummary({ persons: ["a"], times: [] }, { until: 1 })),
    await code(() => bgNbdFromJSON({ kind: "bgNbd" })),
  ]).toEqual([
    "LEARN_PURCHASES",
    "LEARN_PURCHASES",
    "LEARN_NO_REPEATS",
    "LEARN_ROWS_DIFFER",
    "LEARN_NO_VALUES",
    "LEARN_TIME_MISSING",
    "LEARN_ROWS_DIFFER",
    "LEARN_SAVED_MODEL",
  ]);
  // Five persons fit, and it is said that they are few; purchases after the cutoff are not read.
  expect((await bgNbd().fit(few)).warnings[0]).toMatch(/5 persons/);
  const late = { persons: ["a", "a", "b"], times: [0, 9e8, 9e9] };
  expect(purchaseSummary(late, { until: 8e8 })).toMatchObject({
    persons: ["a"],
    frequency: Float64Array.of(0),
  });
});
