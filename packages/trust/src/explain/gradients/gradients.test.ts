import fc from "fast-check";
import { expect, test } from "vitest";
import type { Gradient, Predict } from "../predict.ts";
import { exactShap } from "../shapley/exactShap.ts";
import { expectedGradients } from "../shapley/expectedGradients.ts";
import { gaussLegendre } from "./gaussLegendre.ts";
import { integratedGradients } from "./integratedGradients.ts";

type Point = readonly [number, number, number];
const at = (x: Float64Array) => [...x] as unknown as Point;
/** tanh(x₀x₁) + x₂³. */
const f: Predict<Float64Array> = (xs) => xs.map(at).map(([a, b, c]) => Math.tanh(a * b) + c ** 3);
const df: Gradient = (xs) =>
  xs.map(at).map(([a, b, c]) => {
    const slope = 1 - Math.tanh(a * b) ** 2;
    return [slope * b, slope * a, 3 * c * c];
  });
const input = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });

test("Gauss–Legendre integrates x^k on [0, 1] to 1/(k + 1) up to degree 2n − 1", () => {
  for (const n of [1, 2, 5, 32]) {
    const { nodes, weights } = gaussLegendre(n);
    for (let k = 0; k < 2 * n; k++) {
      const integral = nodes.reduce((sum, x, i) => sum + (weights[i] as number) * x ** k, 0);
      expect(Math.abs(integral - 1 / (k + 1))).toBeLessThan(1e-13);
    }
  }
});

test("integrated gradients are complete: they sum to f(x) − f(baseline)", () =>
  fc.assert(
    fc.asyncProperty(input, input, async (x, baseline) => {
      const got = await integratedGradients(f, df, x, { baseline });
      expect(Math.abs(got.gap)).toBeLessThan(1e-9);
      expect(got.base + got.values.reduce((a, b) => a + b, 0) + got.gap).toBeCloseTo(got.prediction, 12);
    }),
  ));

test("integrated gradients of x₀x₁ from 0 give each half of the product", async () => {
  const product = await integratedGradients(
    (xs) => xs.map(at).map(([a, b]) => a * b),
    (xs) => xs.map(at).map(([a, b]) => [b, a, 0]),
    [3, 4, 9],
  );
  expect(product.values.map((v) => Number(v.toFixed(12)))).toEqual([6, 6, 0]);
});

test("expected gradients of a quadratic come to its exact Shapley values as draws grow", async () => {
  const background = Array.from({ length: 5 }, (_, i) => [Math.sin(i), Math.cos(3 * i), i / 5]);
  const value = (x: ArrayLike<unknown>) => {
    const [a, b, c] = Array.from(x) as unknown as Point;
    return a * b - 2 * c;
  };
  const got = await expectedGradients(
    (xs) => xs.map(value),
    (xs) => xs.map(at).map(([a, b]) => [b, a, -2]),
    [1, 2, 3],
    background,
    { draws: 400 },
  );
  const exact = await exactShap((rows) => rows.map(value), [1, 2, 3], background);
  got.values.forEach((v, j) => {
    expect(Math.abs(v - (exact.values[j] as number))).toBeLessThan(1e-3);
  });
  expect(Math.abs(got.gap)).toBeLessThan(1e-3);
  expect([got.base, got.prediction]).toEqual([exact.base, exact.prediction]);
  expect(got.interval?.n).toBe(5);
});

test("gradients of another length or NaN are refused", async () => {
  await expect(integratedGradients(f, (xs) => xs.map(() => [1]), [1, 2, 3])).rejects.toMatchObject({
    code: "TRUST_GRADIENT",
  });
  await expect(integratedGradients(f, (xs) => xs.map(() => [1, Number.NaN, 0]), [1, 2, 3])).rejects.toThrow(
    /NaN/,
  );
  await expect(integratedGradients(f, df, [1, 2, 3], { baseline: [0] })).rejects.toMatchObject({
    code: "TRUST_ROW_WIDTH",
  });
  await expect(expectedGradients(f, df, [1, 2, 3], [])).rejects.toMatchObject({
    code: "TRUST_EMPTY_BACKGROUND",
  });
});
