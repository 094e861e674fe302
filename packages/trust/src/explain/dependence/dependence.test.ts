import { expect, test } from "vitest";
import type { Predict, Row } from "../predict.ts";
import { accumulatedEffects } from "./accumulatedEffects.ts";
import { gridOf } from "./grid.ts";
import { interaction } from "./interaction.ts";
import { partialDependence } from "./partialDependence.ts";

const number = (value: unknown) => value as number;
const rows: Row[] = Array.from({ length: 101 }, (_, i) => [
  i / 100,
  (i * 7) % 5,
  ["a", "b", "a"][i % 3],
  null,
]);
const square: Predict = (all) =>
  all.map((r) => number(r[0]) ** 2 + 3 * number(r[1]) + (r[2] === "a" ? 10 : 0));

test("partial dependence of an additive model is its term plus the mean of the others", async () => {
  const got = await partialDependence(square, rows, 0, { points: 5 });
  const rest = rows.reduce((sum, r) => sum + 3 * number(r[1]) + (r[2] === "a" ? 10 : 0), 0) / rows.length;
  expect(got.values).toEqual([0, 0.25, 0.5, 0.75, 1]);
  got.mean.forEach(({ value, n }, v) => {
    expect(value).toBeCloseTo(number(got.values[v]) ** 2 + rest, 10);
    expect(n).toBe(101);
  });
  const centred = await partialDependence(square, rows, 0, { points: 3, isCentred: true, curves: 2 });
  expect(centred.curves.map((curve) => curve.map((v) => Number(v.toFixed(10))))).toEqual([
    [0, 0.25, 1],
    [0, 0.25, 1],
  ]);
});

test("categories come most frequent first, missing values are no point, values can be given", async () => {
  const got = await partialDependence(square, rows, 2);
  expect([got.kind, got.values]).toEqual(["categories", ["a", "b"]]);
  expect(number(got.mean[0]?.value) - number(got.mean[1]?.value)).toBeCloseTo(10, 10);
  expect((await partialDependence(square, rows, 0, { values: [7] })).values).toEqual([7]);
  expect(() => gridOf(rows, 3, 5)).toThrow(/no values to look at/);
  await expect(partialDependence(square, rows, 9)).rejects.toMatchObject({ code: "TRUST_FEATURE" });
});

test("accumulated effects follow the slope among real rows where features move together", async () => {
  // x₁ = x₀: f = x₀·x₁ has local effect x₁ per unit of x₀, so ALE₀(x) = x²/2 up to a constant.
  const twins: Row[] = Array.from({ length: 201 }, (_, i) => [i / 200, i / 200]);
  const product: Predict = (all) => all.map((r) => number(r[0]) * number(r[1]));
  const got = await accumulatedEffects(product, twins, 0, { bins: 50 });
  got.edges.forEach((x, i) => {
    expect(number(got.effect[i]) - number(got.effect[0])).toBeCloseTo(x ** 2 / 2, 2);
  });
  // Mean over the rows is 0: ∫x²/2 = 1/6.
  expect(got.effect[0]).toBeCloseTo(-1 / 6, 2);
  expect(got.steps).toHaveLength(50);
  await expect(accumulatedEffects(square, rows, 2)).rejects.toMatchObject({ code: "TRUST_NOT_NUMBERS" });
});

test("H² is 0 for a sum, 1 for a product of centred features, null for neither", async () => {
  const grid: Row[] = Array.from({ length: 49 }, (_, i) => [(i % 7) - 3, Math.floor(i / 7) - 3, 1]);
  const at =
    (f: (a: number, b: number) => number): Predict =>
    (all) =>
      all.map((r) => f(number(r[0]), number(r[1])));
  expect(
    await interaction(
      at((a, b) => a + b * b),
      grid,
      [0, 1],
    ),
  ).toBeCloseTo(0, 12);
  expect(
    await interaction(
      at((a, b) => a * b),
      grid,
      [0, 1],
    ),
  ).toBeCloseTo(1, 12);
  expect(
    await interaction(
      at(() => 1),
      grid,
      [0, 1],
    ),
  ).toBeNull();
});
