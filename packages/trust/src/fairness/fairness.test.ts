import fc from "fast-check";
import { expect, test } from "vitest";
import { disparateImpact } from "./disparateImpact.ts";
import { demographicParity, equalisedOdds } from "./disparity.ts";
import { groupMetrics } from "./groupMetrics.ts";

/** People by cell: [group, truth, decided, how many]. */
const people = (...cells: readonly (readonly [string, number, number, number])[]) => {
  const rows = cells.flatMap(([group, truth, decided, n]) =>
    Array.from({ length: n }, () => [group, truth, decided]),
  );
  return {
    groups: rows.map((r) => r[0]),
    truth: rows.map((r) => r[1] as number),
    decided: rows.map((r) => r[2] as number),
  };
};
/** a: rate 0.6, TPR 0.8, FPR 0.4; b: rate 0.4, TPR 0.6, FPR 0.2. 100 people each, half deserving. */
const two = people(
  ["a", 1, 1, 40],
  ["a", 1, 0, 10],
  ["a", 0, 1, 20],
  ["a", 0, 0, 30],
  ["b", 1, 1, 30],
  ["b", 1, 0, 20],
  ["b", 0, 1, 10],
  ["b", 0, 0, 40],
);

test("rates by group with Wilson intervals, calibration by bins", () => {
  const scores = two.truth.map((truth) => (truth === 1 ? 0.9 : 0.1));
  const [a, b] = groupMetrics({ ...two, scores });
  expect(a).toMatchObject({ group: "a", n: 100, selectionRate: { value: 0.6, n: 100 } });
  // statsmodels proportion_confint(60, 100, method="wilson") by its formula: 0.5020, 0.6906.
  expect(a?.selectionRate).toMatchObject({ low: expect.closeTo(0.502, 3), high: expect.closeTo(0.6906, 3) });
  expect(b).toMatchObject({
    truePositiveRate: { value: 0.6, n: 50 },
    falsePositiveRate: { value: 0.2, n: 50 },
  });
  expect(a?.calibration?.map(({ low, score, observed }) => [low, score, observed])).toMatchObject([
    [0, expect.closeTo(0.1, 10), { value: 0 }],
    [0.8, expect.closeTo(0.9, 10), { value: 1 }],
  ]);
});

test("a group of few people has no rate", () => {
  const few = people(["a", 1, 1, 40], ["b", 1, 0, 5]);
  expect(groupMetrics(few)[1]?.selectionRate).toEqual({ kind: "notEnough", have: 5, need: 30 });
  expect(demographicParity(few)).toEqual({ kind: "notEnough", have: 5, need: 30 });
  expect(disparateImpact(few)).toMatchObject({
    groups: [{ group: "b", kind: "notEnough", have: 5, need: 30 }],
  });
  expect(disparateImpact(people(["a", 1, 1, 3]))).toEqual({ kind: "notEnough", have: 3, need: 30 });
});

test("demographic parity and equalised odds by hand", () => {
  const parity = demographicParity(two);
  if (parity.kind !== "disparity") throw new Error(parity.kind);
  expect(parity.difference.value).toBeCloseTo(0.2, 12);
  expect(parity.ratio.value).toBeCloseTo(2 / 3, 12);
  // Normal approximation of the difference: 0.2 ± 1.96·√(2·0.24/100) = 0.0642 to 0.3358.
  expect(parity.difference.low).toBeCloseTo(0.064, 1);
  expect(parity.difference.high).toBeCloseTo(0.336, 1);
  const odds = equalisedOdds(two);
  if (odds.kind !== "disparity") throw new Error(odds.kind);
  expect(odds.difference.value).toBeCloseTo(0.2, 12);
  expect(odds.ratio.value).toBeCloseTo(0.5, 12);
  expect(() => equalisedOdds({ groups: two.groups, decided: two.decided })).toThrow(/no truth/);
});

test("the four-fifths rule passes, fails and says when it cannot tell", () => {
  const verdict = (selected: number, n: number) => {
    const report = disparateImpact(
      people(["a", 1, 1, 0.5 * n], ["a", 1, 0, 0.5 * n], ["b", 1, 1, selected], ["b", 1, 0, n - selected]),
    );
    return "groups" in report ? report.groups[0] : report;
  };
  expect(verdict(2400, 5000)).toMatchObject({ group: "b", verdict: "passes" });
  expect(verdict(1000, 5000)).toMatchObject({ verdict: "fails" });
  expect(verdict(20, 50)).toMatchObject({ verdict: "unclear", ratio: { value: 0.8 } });
  expect(verdict(0, 50)).toMatchObject({ verdict: "fails", ratio: { value: 0 } });
  // Katz by hand for 20/50 against 25/50: ln 0.8 ± 1.959964·√(1/20 − 1/50 + 1/25 − 1/50) = 0.5161 to 1.24.
  expect(verdict(20, 50)).toMatchObject({
    ratio: { low: expect.closeTo(0.5161, 3), high: expect.closeTo(1.24, 3) },
  });
  const none = disparateImpact(people(["a", 1, 0, 50], ["b", 1, 0, 50]));
  expect(none).toEqual({ kind: "notEnough", have: 0, need: 1 });
});

test("every ratio lies in [0, 1], every difference too, and equal decisions differ by nothing", () => {
  const person = fc.record({ group: fc.constantFrom("a", "b", "c"), truth: fc.nat(1), decided: fc.nat(1) });
  fc.assert(
    fc.property(fc.array(person, { minLength: 20, maxLength: 80 }), (rows) => {
      const columns = {
        groups: rows.map(({ group }) => group),
        truth: rows.map(({ truth }) => truth),
        decided: rows.map(({ decided }) => decided),
      };
      for (const got of [
        demographicParity(columns, { minimum: 2, resamples: 20 }),
        equalisedOdds(columns, { minimum: 1, resamples: 20 }),
        demographicParity({ ...columns, decided: rows.map(() => 1) }, { minimum: 2, resamples: 20 }),
      ]) {
        if (got.kind !== "disparity") continue;
        for (const { value } of [got.difference, got.ratio])
          if (value !== null) {
            expect(value).toBeGreaterThanOrEqual(0);
            expect(value).toBeLessThanOrEqual(1);
          }
      }
      const alike = demographicParity(
        { ...columns, decided: rows.map(() => 1) },
        { minimum: 2, resamples: 20 },
      );
      if (alike.kind === "disparity") expect([alike.difference.value, alike.ratio.value]).toEqual([0, 1]);
    }),
    { numRuns: 50 },
  );
});

test("columns that do not fit are refused", () => {
  expect(() => groupMetrics({ groups: ["a"], decided: [1, 0] })).toThrow(/columns of 1, 2/);
  expect(() => groupMetrics({ groups: [], decided: [] })).toThrow(/equally long/);
  expect(() => groupMetrics({ groups: ["a"], decided: [0.4] })).toThrow(/0.4/);
  expect(() => groupMetrics({ groups: ["a"], decided: [1], scores: [7] })).toThrow(/7/);
});
