import fc from "fast-check";
import { expect, test } from "vitest";
import { float32, int32, ndArray } from "../array/ndArray.ts";
import { agree, golden } from "../testing/golden.ts";
import type { Features } from "./input.ts";
import { type LinearRegression, type LinearRegressionOptions, linearRegression } from "./linearRegression.ts";
import { linearModelFromJSON } from "./saved.ts";

const { number, list } = golden("linear");
const x = { data: Float64Array.from(list("diabetes/x")), shape: [442, 10] };
const y = list("diabetes/y");

function fitted(x: Features, y: ArrayLike<number>, options?: LinearRegressionOptions): LinearRegression {
  const fit = linearRegression(x, y, options);
  if (fit.kind === "notEnough") throw new Error(`needs ${fit.need} rows`);
  return fit;
}

test("visitors and sales: 0.5 + 0.075·x, so 15.5 at 200", () => {
  const fit = fitted([100, 120, 140, 160], [8, 9.5, 11, 12.5]);
  expect(fit.intercept).toBeCloseTo(0.5, 12);
  expect(fit.coefficients[0]).toBeCloseTo(0.075, 14);
  expect(fit.predict([200])[0]).toBeCloseTo(15.5, 12);
  expect(fit).toMatchObject({ sigma: 0, rSquared: 1, f: Number.POSITIVE_INFINITY, fP: 0 });
  expect(fit.inspect([100, 120, 140, 160], [8, 9.5, 11, 12.5])).toMatchObject({ durbinWatson: null });
});

test("a 3 × 3 window of 1 … 9 with itself, plus bias 1, is 285 + 1", () => {
  const window = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const model = linearModelFromJSON({ kind: "linear", coefficients: window, intercept: 1 });
  if (model.kind !== "linear") throw new Error(model.kind);
  expect(model.predict([window])[0]).toBe(286);
});

test("10 + 20·100 = 2010", () => {
  expect(fitted([1, 2, 3, 4], [30, 50, 70, 90]).predict([100])[0]).toBeCloseTo(2010, 9);
});

test.each(["plain", "weighted"])("diabetes, %s: every figure agrees with long double arithmetic", (kind) => {
  const weights = kind === "weighted" ? list("diabetes/weights") : null;
  const names = list("diabetes/names") as unknown as string[];
  const fit = fitted(x, y, { weights, names });
  const at = (name: string) => list(`diabetes/${kind}/${name}`);
  const digits = 9;
  const tails = 6; // jStat's incomplete beta and t quantile have about 8, less what subtracting takes
  expect(fit.table.map((c) => c.name)).toEqual(["intercept", ...names]);
  agree(
    fit.table.map((c) => c.value),
    at("coefficients"),
    digits,
  );
  agree([fit.intercept, ...fit.coefficients], at("coefficients"), digits);
  agree(
    fit.table.map((c) => c.standardError),
    at("standardErrors"),
    digits,
  );
  agree(
    fit.table.map((c) => c.t),
    at("t"),
    digits,
  );
  agree(
    fit.table.map((c) => c.p),
    at("p"),
    tails,
  );
  agree(
    fit.table.map((c) => c.low),
    at("low"),
    tails,
  );
  agree(
    fit.table.map((c) => c.high),
    at("high"),
    tails,
  );
  for (const name of ["rSquared", "adjustedRSquared", "f", "fP", "sigma"] as const)
    agree([fit[name]], [number(`diabetes/${kind}/${name}`)], digits);
  agree([fit.conditionNumber], [number(`diabetes/${kind}/conditionNumber`)], 8);
  const inspected = fit.inspect(x, y, { weights });
  for (const name of ["leverage", "standardised", "studentised", "cooks"] as const)
    agree(inspected[name]?.slice(0, 6) ?? [], at(`rows/${name}`), digits);
  agree([inspected.durbinWatson], [number(`diabetes/${kind}/durbinWatson`)], digits);
  agree([inspected.jarqueBera?.statistic ?? null, inspected.jarqueBera?.p ?? null], at("jarqueBera"), digits);
  agree(
    [inspected.breuschPagan?.statistic ?? null, inspected.breuschPagan?.p ?? null],
    at("breuschPagan"),
    digits,
  );
  const mean = Array.from({ length: 10 }, (_, j) =>
    [0, 1, 2].reduce((sum, i) => sum + (x.data[i * 10 + j] ?? 0) / 3, 0),
  );
  const interval = fit.intervals([mean]);
  agree(
    [interval.value, interval.low, interval.high, interval.newLow, interval.newHigh].map((v) => v[0] ?? null),
    at("interval"),
    tails,
  );
});

test("diabetes agrees with scikit-learn's LinearRegression", () => {
  const fit = fitted(x, y);
  agree([fit.intercept, ...fit.coefficients], list("diabetes/sklearn"), 8);
});

/** NIST StRD, Longley: certified to 15 digits; linear.py recomputes them in exact fractions. */
const longley = {
  coefficients: [
    -3482258.63459582, 15.0618722713733, -0.035819179292591, -2.02022980381683, -1.03322686717359,
    -0.0511041056535807, 1829.15146461355,
  ],
  standardErrors: [
    890420.383607373, 84.9149257747669, 0.0334910077722432, 0.488399681651699, 0.214274163161675,
    0.22607320006937, 455.478499142212,
  ],
  sigma: 304.854073561965,
  rSquared: 0.995479004577296,
  f: 330.285339234588,
};
test("Longley's data keep ten of NIST's certified digits", () => {
  agree(list("longley/coefficients"), longley.coefficients, 13);
  const fit = fitted({ data: list("longley/x"), shape: [16, 6] }, list("longley/y"));
  fit.table.forEach((c, j) => {
    expect(Math.abs(c.value / (longley.coefficients[j] ?? 0) - 1), c.name).toBeLessThan(1e-10);
    expect(Math.abs(c.standardError / (longley.standardErrors[j] ?? 0) - 1), c.name).toBeLessThan(1e-10);
  });
  agree([fit.sigma, fit.rSquared, fit.f], [longley.sigma, longley.rSquared, longley.f], 10);
});

test("NIST's Wampler1 and Wampler2: polynomials of degree 5 come back with all coefficients 1, and 0.1^k", () => {
  const at = Array.from({ length: 21 }, (_, i) => i);
  const powers = at.map((v) => [v, v ** 2, v ** 3, v ** 4, v ** 5]);
  const ones = fitted(
    powers,
    powers.map((row) => row.reduce((a, b) => a + b, 1)),
  );
  agree([ones.intercept, ...ones.coefficients], [1, 1, 1, 1, 1, 1], 8);
  const tenths = fitted(
    powers,
    at.map((v) => [0, 1, 2, 3, 4, 5].reduce((sum, k) => sum + (v / 10) ** k, 0)),
  );
  agree([tenths.intercept, ...tenths.coefficients], [1, 0.1, 0.01, 1e-3, 1e-4, 1e-5], 12);
});

test("without an intercept the line goes through the origin and R² compares with zero", () => {
  // β = Σxy/Σx² = 28/14, SSE = 2·... by hand: residuals 1, −1, 1/3·0: x = 1, 2, 3, y = 3, 3, 19/3.
  const fit = fitted([1, 2, 3], [3, 3, 19 / 3], { intercept: false });
  expect(fit.intercept).toBe(0);
  expect(fit.coefficients[0]).toBeCloseTo(2, 12);
  const sse = 1 + 1 + 1 / 9;
  expect(fit.rSquared).toBeCloseTo(1 - sse / (9 + 9 + 361 / 9), 12);
  expect(fit.df).toBe(2);
  expect(fit.table[0]).toMatchObject({ name: "x1" });
});

test("saved and loaded it predicts and reports alike", () => {
  const fit = fitted(x, y);
  const loaded = linearModelFromJSON(JSON.parse(JSON.stringify(fit)));
  if (loaded.kind !== "linearRegression") throw new Error(loaded.kind);
  expect(loaded.predict(x)).toEqual(fit.predict(x));
  expect(loaded.table).toEqual(fit.table);
  expect(loaded.intervals(x)).toEqual(fit.intervals(x));
  const exact = fitted([1, 2, 3], [2, 4, 6]);
  const again = linearModelFromJSON(JSON.parse(JSON.stringify(exact)));
  expect(again).toMatchObject({ f: Number.POSITIVE_INFINITY, fP: 0 });
});

test("an NdArray, typed columns and plain rows are the same table", () => {
  const rows = [
    [1, 2],
    [2, 1],
    [3, 5],
    [4, 3],
  ];
  const target = [1, 2, 4, 5];
  const plain = fitted(rows, target);
  const nd = fitted(float32(rows.flat(), [4, 2]), target);
  const int64 = fitted(ndArray(BigInt64Array.from(rows.flat(), BigInt), [4, 2], "int64"), target);
  expect(nd.coefficients).toEqual(plain.coefficients);
  expect(int64.coefficients).toEqual(plain.coefficients);
  expect(fitted(int32([1, 2, 3, 4]), target).coefficients).toEqual(fitted([1, 2, 3, 4], target).coefficients);
});

const problem = fc.array(
  fc.tuple(
    fc.integer({ min: -50, max: 50 }),
    fc.integer({ min: -50, max: 50 }),
    fc.integer({ min: -50, max: 50 }),
  ),
  { minLength: 8, maxLength: 40 },
);
test("residuals are orthogonal to the features; scaling y scales the fit; whole weights are repeated rows", () => {
  fc.assert(
    fc.property(problem, (cases) => {
      const rows = cases.map(([a, b]) => [a, b]);
      const target = cases.map((c) => c[2]);
      let fit: LinearRegression;
      try {
        fit = fitted(rows, target);
      } catch {
        fc.pre(false);
        return;
      }
      const { residuals, leverage } = fit.inspect(rows, target);
      for (const column of [() => 1, (i: number) => rows[i]?.[0] ?? 0, (i: number) => rows[i]?.[1] ?? 0])
        expect(Math.abs(residuals.reduce((sum, e, i) => sum + e * column(i), 0))).toBeLessThan(1e-8);
      expect(leverage.reduce((a, b) => a + b, 0)).toBeCloseTo(3, 8);
      const scaled = fitted(
        rows,
        target.map((v) => 10 * v),
      );
      agree(
        [...scaled.coefficients],
        [...fit.coefficients].map((b) => 10 * b),
        8,
      );
      const weights = cases.map((_, i) => i % 3);
      const repeated = cases.flatMap((_, i) => Array.from({ length: i % 3 }, () => i));
      try {
        const weighted = fitted(rows, target, { weights });
        const plain = fitted(
          repeated.map((i) => rows[i] ?? []),
          repeated.map((i) => target[i] ?? 0),
        );
        agree([...weighted.coefficients], [...plain.coefficients], 7);
      } catch (error) {
        expect(String(error)).toMatch(/combination of the others|needs/);
      }
    }),
    { numRuns: 60 },
  );
});

test("bad input is named, too few rows are an answer", () => {
  expect(
    linearRegression(
      [
        [1, 2],
        [2, 1],
        [3, 3],
      ],
      [1, 2, 3],
    ),
  ).toEqual({ kind: "notEnough", have: 3, need: 4 });
  expect(() =>
    fitted(
      [
        [1, 2],
        [2, 4],
        [3, 6],
        [4, 8],
      ],
      [1, 2, 3, 5],
      { names: ["a", "twice a"] },
    ),
  ).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: A column of the regression is a combination of the others, so its effect cannot be told apart. Received: twice a. Leave the named columns out.]`,
  );
  expect(() => fitted([1, 2, 3], [1, 2])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The table of features and the y have different numbers of rows. Received: 3 and 2. Give one of each per row.]`,
  );
  expect(() => fitted([1, Number.NaN, 3], [1, 2, 3])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The table of features holds a value that is not a finite number. Received: NaN at position 1. Leave such rows out, or fill them in before.]`,
  );
  expect(() => fitted([[1], [2, 3]], [1, 2])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The features must form a table with at least one column. Received: 1 values in row 0, 2 in row 1. Give shape [rows, features], or rows of equal length.]`,
  );
  expect(() => fitted([], [])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The table of features has no rows, so nothing can be told from it. Received: 0 rows. Give at least one row.]`,
  );
  expect(() => fitted({ data: [1, 2, 3], shape: [2, 2] }, [1, 2])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The features must form a table with at least one column. Received: shape [2, 2] of 3 elements. Give shape [rows, features], or rows of equal length.]`,
  );
  expect(() => fitted([1, 2, 3], [1, 2, 4], { level: 95 })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: level must be a number from 0.01 to 0.9999. Received: 95. Correct the option.]`,
  );
  expect(() => fitted([1, 2, 3], [1, 2, 4]).predict([[1, 2]])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The model was fitted on 1 features. Received: 2 features. Give the same columns in the same order as in \`fit\`.]`,
  );
  expect(() =>
    linearModelFromJSON({ kind: "linear", coefficients: ["a"], intercept: 0 }),
  ).toThrowErrorMatchingInlineSnapshot(`
    [LeptonError: This is not a saved linear model. Received: ✖ Invalid input: expected number, received string
      → at coefficients[0]. Give what \`toJSON\` of a fitted model returned.]
  `);
});
