import { random } from "@lepton/core";
import { expect, test } from "vitest";
import { compareMeans } from "./compare.ts";
import type { Moments } from "./moments.ts";
import { boundaryRho2, compareSafely, safeMultiplier } from "./sequential.ts";

test("the boundary, worked by hand: α = 0.05, ρ² for 1,000 people, N = 1,000", () => {
  // (5.991465 + ln 5.991465 + 1)/1000 = 0.008781803; Nρ² = 8.781803;
  // √(2·9.781803/8.781803 · ln(√9.781803/0.05)) = √(2.227745 · 4.136032) = 3.035491.
  expect(boundaryRho2(0.95, 1000)).toBeCloseTo(0.008781803, 7);
  expect(safeMultiplier(1000, 0.95, boundaryRho2(0.95, 1000))).toBeCloseTo(3.0355, 3);
});

test("p reaches 0.05 exactly where the interval touches 0", () => {
  const arm = (meanY: number): Moments => ({ n: 500, meanY, varY: 4, meanX: 0, varX: 0, cov: 0 });
  const at = compareSafely(arm(0), arm(0), 0.95, 1000);
  const half = at?.difference.high ?? 0;
  expect(compareSafely(arm(0), arm(half), 0.95, 1000)?.p).toBeCloseTo(0.05, 10);
});

/** People come one by one to either variant, both alike; looks after every `every` people. */
function falseAlarms(draw: (next: () => number) => number, runs: number, seed: number) {
  const { next } = random(seed);
  const alarms = { safe: 0, fixed: 0 };
  for (let run = 0; run < runs; run++) {
    const start = () => ({ n: 0, sum: 0, squares: 0 });
    const arms = [start(), start()] as const;
    const told = { safe: false, fixed: false };
    for (let person = 1; person <= 10_000; person++) {
      const arm = arms[next() < 0.5 ? 0 : 1];
      const y = draw(next);
      arm.n += 1;
      arm.sum += y;
      arm.squares += y * y;
      if (person % 250 !== 0) continue;
      const [a, b] = arms.map(({ n, sum, squares }): Moments => {
        const meanY = sum / n;
        return { n, meanY, varY: (squares - n * meanY * meanY) / (n - 1), meanX: 0, varX: 0, cov: 0 };
      }) as [Moments, Moments];
      const out = ({ low, high }: { low: number | null; high: number | null }) =>
        (low ?? 0) > 0 || (high ?? 0) < 0;
      const safe = compareSafely(a, b, 0.95, 5000);
      const fixed = compareMeans(a, b, 0.95);
      if (safe && out(safe.difference)) told.safe = true;
      if (fixed && out(fixed.difference)) told.fixed = true;
    }
    alarms.safe += Number(told.safe);
    alarms.fixed += Number(told.fixed);
  }
  return { safe: alarms.safe / runs, fixed: alarms.fixed / runs };
}

/** Three standard errors of a share of 0.05 over 400 runs above it: 0.0827. */
const runs = 400;
const most = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs);

test.each([
  ["shares of 10 %", (next: () => number) => Number(next() < 0.1)],
  // Most pay nothing, payers an exponential amount: skewness about 5.
  ["spending of 15 % of people", (next: () => number) => (next() < 0.15 ? -30 * Math.log(1 - next()) : 0)],
] as const)("40 looks at two equal variants, %s: safe intervals keep 95 %, usual ones do not", (_, draw) => {
  const alarms = falseAlarms(draw, runs, 11);
  expect(alarms.safe).toBeLessThanOrEqual(most);
  // What peeking does to a usual interval, and the proof that this simulation can fail.
  expect(alarms.fixed).toBeGreaterThan(0.2);
});

test("a true difference is found, sooner the larger it is", () => {
  const { next } = random(5);
  const firstAlarm = (lift: number) => {
    const arms = [0, 0].map(() => ({ n: 0, successes: 0 })) as [
      { n: number; successes: number },
      { n: number; successes: number },
    ];
    for (let person = 1; person <= 40_000; person++) {
      const which = next() < 0.5 ? 0 : 1;
      arms[which].n += 1;
      arms[which].successes += Number(next() < 0.2 + which * lift);
      if (person % 500 !== 0) continue;
      const [a, b] = arms.map(({ n, successes }): Moments => {
        const meanY = successes / n;
        return { n, meanY, varY: meanY * (1 - meanY), meanX: 0, varX: 0, cov: 0 };
      }) as [Moments, Moments];
      if ((compareSafely(a, b, 0.95, 5000)?.difference.low ?? 0) > 0) return person;
    }
    return Number.POSITIVE_INFINITY;
  };
  const [large, small] = [firstAlarm(0.1), firstAlarm(0.04)];
  expect(large).toBeLessThan(small);
  expect(small).toBeLessThan(40_000);
});
