import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bgNbd, bgNbdFromJSON } from "../src/purchases/bgNbd.ts";
import { countProbability, expectedPurchases, probabilityAlive } from "../src/purchases/bgNbdExpected.ts";
import { bgNbdObjective, groupedBy } from "../src/purchases/bgNbdLikelihood.ts";
import { digamma, logGamma } from "../src/purchases/gamma.ts";
import { gammaGamma, gammaGammaFromJSON, gammaGammaObjective } from "../src/purchases/gammaGamma.ts";
import { purchaseHoldout } from "../src/purchases/holdout.ts";
import { hypergeometric } from "../src/purchases/hypergeometric.ts";
import { lifetimeValue } from "../src/purchases/lifetimeValue.ts";
import type { Objective } from "../src/purchases/maximum.ts";
import { type PurchaseSummary, purchaseSummary } from "../src/purchases/summary.ts";
import { cdnowCutoff, cdnowEnd, cdnowPurchases, publishedSummary, someOf } from "./cdnow.fixture.ts";

interface Golden {
  gamma: { x: number; log: number; slope: number }[];
  hypergeometric: { at: [number, number, number, number]; value: number }[];
  expected: { case: [number, number, number, number, number, number, number, number]; value: number }[];
}
const golden = JSON.parse(
  readFileSync(new URL("./golden/purchases.json", import.meta.url), "utf8"),
) as Golden;
const published = publishedSummary();
const calibration = { until: cdnowCutoff };
const sample = cdnowPurchases(published.persons);
const near = (value: number, digits: number) =>
  expect.closeTo(value, digits - Math.ceil(Math.log10(Math.abs(value) + 1)));

test("ln Γ, ψ and ₂F₁ are SciPy's", () => {
  for (const { x, log, slope } of golden.gamma) {
    expect(logGamma(x)).toEqual(near(log, 13));
    expect(digamma(x)).toEqual(near(slope, 13));
  }
  for (const { at, value } of golden.hypergeometric) expect(hypergeometric(...at)).toEqual(near(value, 12));
  expect(() => hypergeometric(2, 3, 1, 0.999999)).toThrow(/did not settle/);
});

test("expected purchases are those of numerical integration, at a = 1 and for 900 purchases too", () => {
  for (const { case: given, value } of golden.expected) {
    const [r, alpha, a, b, frequency, recency, age, period] = given;
    const ours = expectedPurchases({ r, alpha, a, b }, { frequency, recency, age }, period);
    expect(Math.abs(ours / value - 1)).toBeLessThan(1e-7);
  }
});

test("parameters on the published summary are those of Fader, Hardie & Lee 2005", async () => {
  const fitted = await bgNbd().fit(published);
  const { r, alpha, a, b } = fitted.parameters;
  // Table 2: r 0.243, α 4.414, a 0.793, b 2.426, log-likelihood −9582.4.
  expect([r, alpha, a, b].map((value) => value.toFixed(3))).toEqual(["0.243", "4.414", "0.793", "2.426"]);
  expect(fitted.logLikelihood.toFixed(1)).toBe("-9582.4");
  expect(fitted.warnings).toEqual([]);
  // Hardie's spreadsheet (brucehardie.com/notes/004): 1.226 purchases in 39 weeks of x 2, tₓ 30.43, T 38.86.
  const first = { ...published, persons: ["1"] };
  const one: PurchaseSummary = {
    ...first,
    frequency: Float64Array.of(2),
    recency: Float64Array.of(30.43),
    age: Float64Array.of(38.86),
    value: Float64Array.of(30),
  };
  expect(fitted.expectedPurchases(one, 39)[0]?.toFixed(3)).toBe("1.226");
  const again = bgNbdFromJSON(JSON.parse(JSON.stringify(fitted)));
  expect(again.expectedPurchases(one, 39)).toEqual(fitted.expectedPurchases(one, 39));
  // Half of the calibration's persons: the interval of the whole is narrower by about √2.
  const half = await bgNbd().fit(someOf(published, (i) => i % 2 === 0));
  const ratio = (half.estimates.r.standardError as number) / (fitted.estimates.r.standardError as number);
  expect(ratio).toBeGreaterThan(1.25);
  expect(ratio).toBeLessThan(1.6);
});

test("the summary of the purchases is the published one", () => {
  const ours = purchaseSummary(sample, calibration);
  expect(ours.persons.length).toBe(2357);
  const place = new Map(ours.persons.map((person, i) => [person, i]));
  published.persons.forEach((person, i) => {
    const at = place.get(person) as number;
    const row = [ours.frequency[at], ours.recency[at], ours.age[at]];
    const want = [published.frequency[i], published.recency[i], published.age[i]] as number[];
    expect(row).toEqual(want.map((value) => expect.closeTo(value, 1.9)));
  });
});

test("Gamma-Gamma gives the published parameters, and the value of a lifetime is worth less the dearer time is", async () => {
  const x = purchaseSummary(sample, calibration);
  const value = await gammaGamma().fit(x);
  // Fader & Hardie 2013, notes/025: p 6.25, q 3.74, γ 15.44 on 946 persons.
  const { p, q, gamma } = value.parameters;
  expect([p, q, gamma].map((each) => each.toFixed(2))).toEqual(["6.25", "3.74", "15.44"]);
  expect(value.estimates.p.n).toBe(946);
  expect(value.warnings).toEqual([]);
  const everybody = (p * gamma) / (q - 1);
  const each = value.expectedValue(x);
  x.frequency.forEach((count, i) => {
    const own = x.value[i] as number;
    if (count === 0) expect(each[i]).toBeCloseTo(everybody, 10);
    else if (own > 0) {
      expect(each[i]).toBeLessThanOrEqual(Math.max(own, everybody) + 1e-9);
      expect(each[i]).toBeGreaterThanOrEqual(Math.min(own, everybody) - 1e-9);
    }
  });
  const purchases = await bgNbd().fit(x);
  const models = { purchases, value };
  const free = lifetimeValue(models, x, { periods: 10, discountPerYear: 0 });
  const dear = lifetimeValue(models, x, { periods: 10, discountPerYear: 0.5, margin: 0.3 });
  const plain = purchases.expectedPurchases(x, 10).map((count, i) => count * (each[i] as number));
  free.forEach((worth, i) => {
    expect(worth).toBeCloseTo(plain[i] as number, 8);
    expect(dear[i]).toBeLessThan(0.3 * worth);
  });
  expect(gammaGammaFromJSON(JSON.parse(JSON.stringify(value))).expectedValue(x)).toEqual(each);
});

test("purchases after the cutoff are expected by frequency much as they came", async () => {
  const check = await purchaseHoldout(sample, { cutoff: cdnowCutoff, until: cdnowEnd });
  expect(check.byFrequency.reduce((sum, { persons }) => sum + persons, 0)).toBe(2357);
  expect(check.byFrequency.at(-1)).toMatchObject({ frequency: 7, isAndMore: true, persons: 64 });
  // Fader, Hardie & Lee 2005, figure 5: who bought more before is expected to, and did.
  const rises = (values: readonly number[]) =>
    values.every((value, i) => i === 0 || value > (values[i - 1] as number));
  expect(rises(check.byFrequency.map(({ actual }) => actual.value as number))).toBe(true);
  expect(rises(check.byFrequency.map(({ expected }) => expected))).toBe(true);
  // The mean of everybody, which any model must beat.
  const mean = check.actual.reduce((sum, count) => sum + count, 0) / check.actual.length;
  const naive = Math.sqrt(
    check.actual.reduce((sum, count) => sum + (count - mean) ** 2, 0) / check.actual.length,
  );
  expect(check.rmse).toBeLessThan(0.8 * naive);
});

const slopes = (objective: Objective, at: readonly number[]) => {
  const gradient = new Float64Array(at.length);
  objective(Float64Array.from(at), gradient);
  return at.map((_, i) => {
    const moved = (by: number) =>
      objective(
        Float64Array.from(at, (entry, j) => (i === j ? entry + by : entry)),
        new Float64Array(at.length),
      );
    return [gradient[i] as number, (moved(1e-5) - moved(-1e-5)) / 2e-5] as const;
  });
};
test("gradients agree with central differences", () => {
  const log = fc.double({ min: -2, max: 2, noNaN: true });
  const some = bgNbdObjective(
    groupedBy(
      someOf(published, (i) => i % 40 === 0),
      30,
    ),
  );
  const values = gammaGammaObjective(Float64Array.of(1, 2, 9, 3), Float64Array.of(0.2, 1.4, 1, 3));
  fc.assert(
    fc.property(fc.tuple(log, log, log, log), (at) => {
      for (const [ours, theirs] of [...slopes(some, at), ...slopes(values, at.slice(0, 3))])
        expect(Math.abs(ours - theirs)).toBeLessThan(1e-6 * Math.max(1, Math.abs(theirs)));
    }),
    { numRuns: 40 },
  );
});

const size = fc.double({ min: 0.05, max: 8, noNaN: true });
const parameters = fc.record({ r: size, alpha: size, a: size, b: size });
test("chances of counts sum to one with the expected count as mean; longer silence means less chance to be alive", () => {
  fc.assert(
    fc.property(parameters, fc.double({ min: 0.1, max: 6, noNaN: true }), (model, age) => {
      let [sum, mean] = [0, 0];
      for (let count = 0; count < 4000; count++) {
        const p = countProbability(model, count, age);
        sum += p;
        mean += count * p;
        if (sum > 1 - 1e-13) break;
      }
      const expected = expectedPurchases(model, { frequency: 0, recency: 0, age: 0 }, age);
      expect(Math.abs(sum - 1)).toBeLessThan(1e-9);
      expect(Math.abs(mean / expected - 1)).toBeLessThan(1e-5);
      const alive = [1, 2, 5].map((silence) =>
        probabilityAlive(model, { frequency: 3, recency: 4, age: 4 + silence }),
      ) as [number, number, number];
      expect(alive[0]).toBeGreaterThanOrEqual(alive[1]);
      expect(alive[1]).toBeGreaterThanOrEqual(alive[2]);
    }),
    { numRuns: 60 },
  );
});
