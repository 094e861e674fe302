import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { golden } from "../../testing/golden.ts";
import type { Explanation } from "../explanation.ts";
import type { Predict, Row } from "../predict.ts";
import { exactShap } from "./exactShap.ts";
import { kernelShap } from "./kernelShap.ts";
import { linearShap } from "./linearShap.ts";
import { permutationShap } from "./permutationShap.ts";

const number = (value: unknown) => value as number;
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const curved: Predict = (rows) =>
  rows.map((r) => {
    const [a, b, c, d, e] = r.map(number) as [number, number, number, number, number];
    return Math.sin(a) * b + Math.exp(0.3 * c) * (d > 0.5 ? 1 : 0) - 2 * e * a * b;
  });
const { row, background, values, base, prediction } = golden("shapley").interventional;
const methods = {
  exactShap: (f: Predict, x: Row, b: readonly Row[]) => exactShap(f, x, b),
  kernelShap: (f: Predict, x: Row, b: readonly Row[]) => kernelShap(f, x, b, { coalitions: 20 }),
  permutationShap: (f: Predict, x: Row, b: readonly Row[]) => permutationShap(f, x, b, { permutations: 4 }),
};
const expectClose = (got: readonly number[], want: readonly number[], tolerance = 1e-9) => {
  for (const [j, value] of want.entries())
    expect(Math.abs((got[j] as number) - value)).toBeLessThan(tolerance);
};

describe("against the stored brute force over all orders (test/golden/shapley.py)", () => {
  test("exactShap", async () => {
    const got = await exactShap(curved, row, background);
    expectClose(got.values, values);
    expectClose([got.base, got.prediction], [base, prediction]);
  });
  test("kernelShap with all coalitions, without an interval", async () => {
    const got = await kernelShap(curved, row, background);
    expectClose(got.values, values);
    expect(got.interval).toBeNull();
  });
  test("permutationShap comes nearer with more orders and stays within 4 standard errors", async () => {
    const got = await permutationShap(curved, row, background, { permutations: 400 });
    expectWithin(got, values);
    expectClose(got.values, values, 0.1);
  });
});

/** Within twice the 95 % interval's half-width: about 4 standard errors. */
function expectWithin({ values: got, interval }: Explanation, want: readonly number[]) {
  for (const [j, value] of want.entries()) {
    const half = ((interval?.high[j] ?? 0) - (interval?.low[j] ?? 0)) / 2;
    expect(Math.abs((got[j] as number) - value)).toBeLessThanOrEqual(2 * half + 1e-9);
  }
}

test("kernelShap with a part of the coalitions: intervals hold the exact value about as often as they say", async () => {
  const x = Array.from({ length: 11 }, (_, j) => Math.cos(j) + 1);
  const others = Array.from({ length: 3 }, (_, i) => x.map((_, j) => Math.sin(5 * i + j)));
  const f: Predict = (rows) =>
    rows.map((r) => {
      const v = r.map(number);
      return v.reduce((s, a, j) => s + a * (v[(j + 1) % 11] as number) * (v[(j + 2) % 11] as number), 0);
    });
  const exact = await exactShap(f, x, others);
  let held = 0;
  for (let seed = 0; seed < 20; seed++) {
    const got = await kernelShap(f, x, others, { coalitions: 200, seed });
    got.values.forEach((_, j) => {
      const { low, high } = got.interval ?? { low: [], high: [] };
      if (
        (low[j] as number) <= (exact.values[j] as number) &&
        (exact.values[j] as number) <= (high[j] as number)
      )
        held++;
    });
    expect(Math.abs(sum(got.values) - (got.prediction - got.base))).toBeLessThan(1e-9);
  }
  // 220 intervals at 95 %: 209 expected; some slack since the 11 of a run are correlated.
  expect(held).toBeGreaterThan(190);
});

const point = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 });
const sample = fc.array(point, { minLength: 1, maxLength: 4 });
const polynomial: Predict = (rows) =>
  rows.map((r) => {
    const [a, b, c] = r.map(number) as [number, number, number];
    return a * b * c + a * a - 2 * b;
  });

describe.each(Object.entries(methods))("%s keeps the axioms", (_, explain) => {
  const check = (property: (x: number[], b: number[][]) => Promise<void>) =>
    fc.assert(fc.asyncProperty(point, sample, property), { numRuns: 25 });

  test("efficiency: values sum to prediction − base", () =>
    check(async (x, b) => {
      const got = await explain(polynomial, x, b);
      expect(Math.abs(got.base + sum(got.values) - got.prediction)).toBeLessThan(1e-9);
    }));
  test("dummy: a feature the model ignores gets 0", () =>
    check(async (x, b) => {
      expect(Math.abs((await explain(polynomial, x, b)).values[3] as number)).toBeLessThan(1e-9);
    }));
  test("additivity: the values of a sum are the sums of the values", () =>
    check(async (x, b) => {
      const other: Predict = (rows) => rows.map((r) => number(r[3]) * number(r[0]));
      const both: Predict = async (rows) => {
        const [p, q] = [await polynomial(rows), await other(rows)];
        return rows.map((_, i) => (p[i] as number) + (q[i] as number));
      };
      const [p, q, r] = await Promise.all([polynomial, other, both].map((f) => explain(f, x, b)));
      expectClose(
        r?.values ?? [],
        (p?.values ?? []).map((v, j) => v + (q?.values[j] as number)),
        1e-8,
      );
    }));
});

test("symmetry: features that play the same part get the same value", async () => {
  const f: Predict = (rows) => rows.map((r) => number(r[0]) * number(r[1]) * number(r[2]));
  await fc.assert(
    fc.asyncProperty(point, sample, async (x, b) => {
      const twin = (r: number[]) => [r[0] as number, r[0] as number, r[2] as number];
      const got = await exactShap(f, twin(x), b.map(twin));
      expect(Math.abs((got.values[0] as number) - (got.values[1] as number))).toBeLessThan(1e-9);
    }),
  );
});

test("linearShap equals enumeration, interval included, and sums one-hot columns", async () => {
  const model = { intercept: 1, coefficients: [2, -3, 0.5] };
  const f: Predict = (rows) => rows.map((r) => 1 + 2 * number(r[0]) - 3 * number(r[1]) + 0.5 * number(r[2]));
  const others = [
    [0, 1, 2],
    [3, -1, 0],
    [1, 1, 1],
  ];
  const exact = await exactShap(f, [1, 2, 4], others);
  const got = linearShap(model, [1, 2, 4], others);
  expectClose(got.values, exact.values);
  expectClose(got.interval?.high ?? [], exact.interval?.high ?? []);
  expectClose([got.base, got.prediction], [exact.base, exact.prediction]);
  const grouped = linearShap(model, [1, 2, 4], others, { groups: [0, 1, 1] });
  expectClose(grouped.values, [
    got.values[0] as number,
    (got.values[1] as number) + (got.values[2] as number),
  ]);
});

test("raw columns are explained: strings, null and numbers together", async () => {
  const f: Predict = async (rows) =>
    rows.map((r) => (r[0] === "monthly" ? 0.5 : 0.1) + (r[1] === null ? 0.2 : 0));
  const others = [
    ["yearly", 3],
    ["yearly", null],
  ];
  const got = await exactShap(f, ["monthly", null], others);
  expectClose(got.values, [0.4, 0.1]);
  expect(got.interval?.about).toBe("background");
});

test("bad input says what is wrong", async () => {
  const f: Predict = (rows) => rows.map(() => 1);
  await expect(exactShap(f, [1], [])).rejects.toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: An explanation compares a case with others, and the background has none. Received: 0 rows. Pass some 50 to 200 rows drawn from the training data.]`,
  );
  await expect(kernelShap(f, [1, 2], [[1, 2], [1]])).rejects.toMatchObject({ code: "TRUST_ROW_WIDTH" });
  await expect(permutationShap(() => [Number.NaN, 1], [1], [[2]])).rejects.toMatchObject({
    code: "TRUST_PREDICTION_NOT_FINITE",
  });
  await expect(exactShap(() => [1], [1], [[2]])).rejects.toMatchObject({ code: "TRUST_PREDICTION_COUNT" });
  const wide = Array.from({ length: 13 }, (_, j) => j);
  await expect(exactShap(f, wide, [wide.map((v) => v + 1)])).rejects.toMatchObject({
    code: "TRUST_TOO_MANY_FEATURES",
  });
  await expect(kernelShap(f, wide, [wide.map((v) => v + 1)], { coalitions: 6 })).rejects.toMatchObject({
    code: "TRUST_TOO_FEW_SAMPLES",
  });
});
