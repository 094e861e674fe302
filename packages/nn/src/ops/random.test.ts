import { expect, test } from "vitest";
import type { NdArray } from "../array/ndArray.ts";
import { float32 } from "../array/ndArray.ts";
import { gradients } from "../graph/gradients.ts";
import { input } from "../graph/op.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { openGraph, operators } from "../testing/openGraph.ts";
import { mul } from "./arithmetic.ts";
import { dropout, randomNormalLike, randomUniformLike, zerosLike } from "./random.ts";
import { reduceSum } from "./reduce.ts";
import { toChannelsLast } from "./transpose.ts";

const count = 40_000;
const ones = float32(new Float32Array(count).fill(1), [200, 200]);
const x = input("x", ["batch", 200]);
const numbers = (value: NdArray | undefined) => Array.from((value as NdArray).data as Float32Array);
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const std = (values: number[]) => Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));

test("dropout keeps 1 − rate of the elements, scaled, and its gradient is the same mask", async () => {
  const y = dropout(x, 0.3);
  const [made, dx] = await evaluate([y, ...gradients(reduceSum(y), [x])], new Map([[x, ones]]));
  const values = numbers(made);
  expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
  const kept = values.filter((v) => v > 0).length / count;
  // Five standard deviations of a share of 40,000 draws.
  expect(Math.abs(kept - 0.7)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / count));
  numbers(dx).forEach((d, i) => {
    expect(d).toBeCloseTo(values[i] as number, 6);
  });
});

test("dropout of rate 0 is x itself, and a transposed x is masked before it is transposed", () => {
  expect(dropout(x, 0)).toBe(x);
  const image = input("image", ["batch", 3, 4, 4]);
  expect(dropout(toChannelsLast(image), 0.5).node.op.name).toBe("transpose");
});

test("normal and uniform draws have the mean and spread asked for", async () => {
  const [normal, uniform] = (
    await evaluate([randomNormalLike(x, 2, 0.5), randomUniformLike(x, -1, 3)], new Map([[x, ones]]))
  ).map(numbers) as [number[], number[]];
  expect(Math.abs(mean(normal) - 2)).toBeLessThan((5 * 0.5) / Math.sqrt(count));
  expect(std(normal)).toBeCloseTo(0.5, 1);
  expect(Math.abs(mean(uniform) - 1)).toBeLessThan((5 * 4) / Math.sqrt(12 * count));
  expect(Math.min(...uniform)).toBeGreaterThanOrEqual(-1);
  expect(Math.max(...uniform)).toBeLessThan(3);
});

test("random values carry no gradient, zerosLike is zeros", async () => {
  const noisy = mul(x, randomNormalLike(x));
  const [y, dx, zeros] = await evaluate(
    [noisy, ...gradients(reduceSum(noisy), [x]), zerosLike(x)],
    new Map([[x, ones]]),
  );
  expect(numbers(dx)).toEqual(numbers(y)); // x is 1
  expect(numbers(zeros).every((v) => v === 0)).toBe(true);
});

test("every use draws anew, every run draws anew, and the same seed draws the same", async () => {
  const one = randomUniformLike(x);
  const draws = [one, randomUniformLike(x), dropout(x, 0.5), dropout(x, 0.5), one];
  const graph = await openGraph([x], draws);
  expect(operators(graph.model.graph)).toMatchObject({ RandomUniformLike: 2, Dropout: 2 });
  const [first, second] = [await graph.run(ones), await graph.run(ones)];
  await graph.close();
  const [a, b, c, d, again] = first.map(numbers);
  expect(a).not.toEqual(b);
  expect(c).not.toEqual(d);
  expect(again).toEqual(a);
  expect(numbers(second[0])).not.toEqual(a);
  const seeded = async (seed: number) =>
    (await evaluate(draws.slice(0, 4), new Map([[x, ones]]), { seed })).map(numbers);
  expect(await seeded(5)).toEqual(await seeded(5));
  expect((await seeded(5))[0]).not.toEqual((await seeded(2 ** 40))[0]);
  expect((await seeded(5))[2]).not.toEqual((await seeded(6))[2]);
});

test("dropout drops also where no gradient reads its mask", async () => {
  const [y] = await evaluate([mul(dropout(x, 0.5), 3)], new Map([[x, ones]]));
  expect(new Set(numbers(y))).toEqual(new Set([0, 6]));
});
