import fc from "fast-check";
import { expect, test } from "vitest";
import * as core from "../src/index.ts";
import { close, reference } from "./reference.ts";

type Result = { kind: string };
function known<T extends Result>(result: T): Exclude<T, core.NotEnough> {
  expect(result.kind).not.toBe("notEnough");
  return result as Exclude<T, core.NotEnough>;
}
const agree = (received: (number | null)[], expected: number[], digits = 7) =>
  received.forEach((value, i) => {
    expect(
      close(value ?? Number.NaN, expected[i] ?? Number.NaN, digits),
      `${value} is not ${expected[i]}`,
    ).toBe(true);
  });

const { normalQuantile, normalCdf, studentQuantile, studentTwoSided, chiSquareUpper, fUpper } = core;
const functions: Record<string, (...args: [number, number, number]) => number> = {
  normalQuantile,
  normalCdf,
  studentQuantile,
  studentTwoSided,
  chiSquareUpper,
  fUpper,
};
test.each(Object.entries(reference.distributions))("%s agrees with SciPy to 1e-7", (name, rows) => {
  for (const row of rows) {
    const [a = 0, b = 0, c = 0] = row.slice(0, -1);
    agree([functions[name]?.(a, b, c) ?? null], row.slice(-1));
  }
});

test("wilson(8, 10) at 95 % is [0.4902, 0.9433], formula worked by hand with z = 1.959964", () => {
  const { low, high } = core.wilson(8, 10);
  expect([low, high].map((v) => v?.toFixed(4))).toEqual(["0.4902", "0.9433"]);
});

test("wilson agrees with statsmodels", () => {
  for (const [s = 0, n = 0, low = 0, high = 0] of reference.wilson) {
    const w = core.wilson(s, n);
    agree([w.low, w.high], [low, high]);
  }
});

test("no trials give no share", () => {
  expect(core.wilson(0, 0)).toEqual({ value: null, low: null, high: null, level: 0.95, n: 0 });
  expect(core.netPromoter({ promoters: 0, passives: 0, detractors: 0 }).value).toBeNull();
  expect(core.meanInterval([]).value).toBeNull();
  expect(core.meanInterval([3])).toMatchObject({ value: 3, low: null });
  expect(core.bootstrap<number>([], () => 1).value).toBeNull();
  expect(core.quantile([], 0.5)).toBeNull();
  expect(core.welch([1], [1, 2])).toEqual({ kind: "notEnough", have: 1, need: 2 });
  expect(core.mannWhitney([], [1])).toEqual({ kind: "notEnough", have: 0, need: 1 });
  expect(core.leastSquares([[1], [2]], [1, 2])).toEqual({ kind: "notEnough", have: 2, need: 3 });
  expect(
    core.chiSquareIndependence([
      [1, 2],
      [0, 0],
    ]),
  ).toEqual({ kind: "notEnough", have: 1, need: 2 });
  expect(core.proportionsDifference({ successes: 0, trials: 0 }, { successes: 1, trials: 2 }).kind).toBe(
    "notEnough",
  );
});

test("NPS of 4 promoters, 2 passives, 4 detractors is 0 ± 196·√(0.8/10), by hand", () => {
  const nps = core.netPromoter({ promoters: 4, passives: 2, detractors: 4 });
  expect(nps.value).toBe(0);
  agree([nps.low, nps.high], [-55.4361525, 55.4361525]); // 100 · 1.959964 · √0.08
  const sure = core.netPromoter({ promoters: 5, passives: 0, detractors: 0 });
  expect(sure.high).toBe(100);
  expect(sure.low).toBeLessThan(50); // five like answers are not certainty
});

test("mean, quantiles, Welch, Mann–Whitney, chi-square, proportions agree with SciPy and statsmodels", () => {
  const r = reference;
  const mean = core.meanInterval(r.mean.sample);
  agree([mean.value, mean.low, mean.high], [r.mean.value, ...r.mean.interval]);
  for (const [q = 0, expected = 0] of r.quantiles.at)
    agree([core.quantile(r.quantiles.sample, q)], [expected]);
  const welch = known(core.welch(r.welch.a, r.welch.b));
  agree([welch.t, welch.p], [r.welch.t, r.welch.p]);
  const mw = known(core.mannWhitney(r.mannWhitney.a, r.mannWhitney.b));
  agree([mw.u, mw.p], [r.mannWhitney.u, r.mannWhitney.p]);
  const exact = known(core.mannWhitney(r.mannWhitneyExact.a, r.mannWhitneyExact.b));
  expect(exact.method).toBe("exact");
  agree([exact.u, exact.p], [r.mannWhitneyExact.u, r.mannWhitneyExact.p]);
  const chi = known(core.chiSquareIndependence(r.chiSquare.table));
  agree([chi.statistic, chi.p, chi.df], [r.chiSquare.statistic, r.chiSquare.p, r.chiSquare.df]);
  agree([known(core.chiSquareGoodness(r.chiSquare.goodness.observed)).p], [r.chiSquare.goodness.p]);
  const diff = known(
    core.proportionsDifference({ successes: 120, trials: 400 }, { successes: 90, trials: 410 }),
  );
  agree(
    [diff.z, diff.p, diff.difference.low, diff.difference.high],
    [r.proportions.z, r.proportions.p, ...r.proportions.newcombe],
  );
});

test("least squares agrees with statsmodels in every figure", () => {
  const r = reference.leastSquares;
  const fit = known(core.leastSquares(r.x, r.y));
  const of = (pick: (c: core.Coefficient) => number) => fit.coefficients.map(pick);
  agree(
    of((c) => c.value),
    r.coefficients,
  );
  agree(
    of((c) => c.standardError),
    r.standardErrors,
  );
  agree(
    of((c) => c.t),
    r.t,
  );
  agree(
    of((c) => c.p),
    r.p,
  );
  agree(
    of((c) => c.low),
    r.intervals.map((i) => i[0] ?? Number.NaN),
  );
  agree(
    of((c) => c.high),
    r.intervals.map((i) => i[1] ?? Number.NaN),
  );
  agree(
    [fit.rSquared, fit.adjustedRSquared, fit.f, fit.fP, fit.sigma],
    [r.rSquared, r.adjustedRSquared, r.f, r.fP, r.sigma],
  );
  agree([fit.diagnostics.durbinWatson], [r.durbinWatson]);
  agree([fit.diagnostics.jarqueBera?.statistic ?? null, fit.diagnostics.jarqueBera?.p ?? null], r.jarqueBera);
  agree(
    [fit.diagnostics.breuschPagan?.statistic ?? null, fit.diagnostics.breuschPagan?.p ?? null],
    r.breuschPagan,
  );
  agree(fit.leverage, r.leverage);
  agree(fit.cooks, r.cooks);
  const p = fit.predict(r.prediction.at);
  const { mean, low, high, newLow, newHigh } = r.prediction;
  agree([p.value, p.low, p.high, p.newLow, p.newHigh], [mean, low, high, newLow, newHigh]);
});

test("least squares keeps its digits on Longley's nearly dependent columns", () => {
  const r = reference.longley;
  const fit = known(core.leastSquares(r.x, r.y));
  agree(
    fit.coefficients.map((c) => c.value),
    r.coefficients,
    7,
  );
  agree(
    fit.coefficients.map((c) => c.standardError),
    r.standardErrors,
    7,
  );
});

test("a column that follows from another is named", () => {
  const x = [
    [1, 2, 1],
    [2, 4, 5],
    [3, 6, 2],
    [4, 8, 7],
    [5, 10, 3],
  ];
  expect(() =>
    core.leastSquares(x, [1, 2, 3, 4, 6], { names: ["a", "twice a", "c"] }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: A column of the regression is a combination of the others, so its effect cannot be told apart. Received: twice a. Leave the named columns out.]`,
  );
});

test("the bootstrap's bounds agree with SciPy's within the noise of 4,000 resamples, and repeat by seed", () => {
  const { sample, bca, percentile } = reference.bootstrap;
  const mean = (v: readonly number[]) => v.reduce((a, b) => a + b, 0) / v.length;
  const ours = core.bootstrap(sample, mean, { resamples: 4000 });
  // The bounds' own noise at 4,000 resamples is about 0.12 of these values' unit.
  expect(Math.abs((ours.low ?? 0) - (bca[0] ?? 0))).toBeLessThan(0.4);
  expect(Math.abs((ours.high ?? 0) - (bca[1] ?? 0))).toBeLessThan(0.6);
  const plain = core.bootstrap(sample, mean, { resamples: 4000, method: "percentile" });
  expect(Math.abs((plain.low ?? 0) - (percentile[0] ?? 0))).toBeLessThan(0.4);
  expect(Math.abs((plain.high ?? 0) - (percentile[1] ?? 0))).toBeLessThan(0.6);
  expect(core.bootstrap(sample, mean, { resamples: 4000 })).toEqual(ours);
});

test("concentration by hand: one of four holds all, all hold alike, nobody holds anything", () => {
  expect(core.gini([0, 0, 0, 10])).toBe(0.75);
  expect(core.gini([5, 5, 5])).toBe(0);
  expect(core.gini([0, 0])).toBeNull();
  expect(core.topShare([10, 30, 20, 40], 0.25)).toBe(0.4);
  expect(
    core.topShare(
      Array.from({ length: 30 }, () => 1),
      0.1,
    ),
  ).toBeCloseTo(0.1);
});

test("random numbers repeat by seed and fill their range", () => {
  const draw = (seed: number) => Array.from({ length: 5 }, core.random(seed).next);
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  const { int, normal, shuffle } = core.random(1);
  const dice = new Set(Array.from({ length: 200 }, () => int(6)));
  expect([...dice].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  const z = Array.from({ length: 5000 }, normal);
  expect(Math.abs(z.reduce((a, b) => a + b, 0) / z.length)).toBeLessThan(0.06); // 4 standard errors
  expect(shuffle([1, 2, 3, 4, 5]).sort()).toEqual([1, 2, 3, 4, 5]);
});

const counts = fc.tuple(fc.nat(500), fc.nat(500));
test("a share lies inside its interval, the interval inside [0, 1], and more level widens it", () => {
  fc.assert(
    fc.property(counts, ([s, rest]) => {
      fc.pre(s + rest > 0);
      const { value, low, high } = core.wilson(s, s + rest);
      const wide = core.wilson(s, s + rest, 0.99);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(low).toBeLessThanOrEqual(value ?? Number.NaN);
      expect(high).toBeGreaterThanOrEqual(value ?? Number.NaN);
      expect(high).toBeLessThanOrEqual(1);
      expect(wide.low).toBeLessThanOrEqual((low ?? 0) + 1e-12);
      expect(wide.high).toBeGreaterThanOrEqual((high ?? 1) - 1e-12);
    }),
  );
});

test("a net promoter score lies inside its interval and −100..100", () => {
  fc.assert(
    fc.property(fc.nat(99), fc.nat(99), fc.nat(99), (promoters, passives, detractors) => {
      fc.pre(promoters + passives + detractors > 0);
      const { value, low, high } = core.netPromoter({ promoters, passives, detractors });
      expect(low).toBeGreaterThanOrEqual(-100);
      expect(low).toBeLessThanOrEqual(value ?? Number.NaN);
      expect(high).toBeGreaterThanOrEqual(value ?? Number.NaN);
      expect(high).toBeLessThanOrEqual(100);
    }),
  );
});

test("Gini and top share lie in [0, 1] and do not depend on the unit", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 50 }), (values) => {
      const g = core.gini(values) ?? Number.NaN;
      expect(g).toBeGreaterThanOrEqual(0);
      expect(g).toBeLessThan(1);
      expect(core.gini(values.map((v) => v * 7))).toBeCloseTo(g, 10);
      expect(core.topShare(values, 0.1)).toBeLessThanOrEqual(1);
      expect(core.topShare(values, 1)).toBeCloseTo(1, 12);
    }),
  );
});

test("streams of neighbouring seeds start apart: their first numbers look uniform", () => {
  const counts = new Array<number>(10).fill(0);
  for (let seed = 0; seed < 2000; seed++) {
    const cell = Math.floor(core.random(seed).next() * 10);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  // Chi-square with 9 degrees: 27.9 is passed once in a thousand.
  expect(counts.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0)).toBeLessThan(27.9);
});
