import { expect, test } from "vitest";
import { float32, type NdArray } from "../array/ndArray.ts";
import { gradients } from "../graph/gradients.ts";
import { constant, input } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { elu, hardSigmoid, leakyRelu, relu, softsign } from "./activations.ts";
import { abs, floor, maximum, minimum, pow, sign, sqrt } from "./arithmetic.ts";
import { clip } from "./clip.ts";
import { l2Normalize } from "./l2Normalize.ts";
import { maxPool } from "./maxPool.ts";
import { prelu } from "./prelu.ts";
import { reduceMax, reduceMin, reduceSum } from "./reduce.ts";

const numbers = ({ data }: NdArray) => Array.from(data as Float32Array, Number);

/** Gradients of Σ f at these points. */
async function slopes(f: (...xs: Tensor[]) => Tensor, ...points: NdArray[]): Promise<number[][]> {
  const xs = points.map((point, i) => input(`x${i}`, point.shape));
  const dxs = gradients(reduceSum(f(...xs)), xs);
  return (await evaluate(dxs, new Map(xs.map((x, i) => [x, points[i] as NdArray])))).map(numbers);
}
const at = (...values: number[]) => float32(values);

test("the slope at 0 is 0 for relu, abs and sign", async () => {
  for (const f of [relu, abs, sign]) expect(await slopes(f, at(0))).toEqual([[0]]);
  expect(await slopes(relu, at(-1, 0, 1))).toEqual([[0, 0, 1]]);
  expect(await slopes(abs, at(-2, 0, 3))).toEqual([[-1, 0, 1]]);
});

test("leaky relu and prelu at 0 take what lies left of it, and 0", async () => {
  const [leaky] = await slopes((x) => leakyRelu(x, 0.25), at(0));
  expect(leaky).toEqual([0.25]);
  expect(await slopes((x) => prelu(x, constant(0.25)), at(0))).toEqual([[0]]);
});

test("elu, softsign and floor have one slope at 0 or their jump", async () => {
  expect(await slopes((x) => elu(x, 1), at(0))).toEqual([[1]]);
  expect(await slopes(softsign, at(0))).toEqual([[1]]);
  expect(await slopes(floor, at(0, 1, 1.5))).toEqual([[0, 0, 0]]);
});

test("clip passes the gradient at its ends, and nothing beyond; one bound may be infinite", async () => {
  expect(await slopes((x) => clip(x, -1, 1), at(-2, -1, 0, 1, 2))).toEqual([[0, 1, 1, 1, 0]]);
  expect(await slopes((x) => clip(x, 0, Number.POSITIVE_INFINITY), at(-2, 0, 9))).toEqual([[0, 1, 1]]);
});

test("hard sigmoid is flat beyond ±3 and has slope 1/6 within", async () => {
  const [dx] = await slopes(hardSigmoid, at(-4, 0, 4));
  expect(dx?.map((d) => d.toFixed(6))).toEqual(["0.000000", "0.166667", "0.000000"]);
});

test("on a tie maximum and minimum give everything to the first", async () => {
  for (const f of [maximum, minimum]) expect(await slopes(f, at(2), at(2))).toEqual([[1], [0]]);
});

test("ties of reduceMax and reduceMin share the gradient", async () => {
  expect(await slopes((x) => reduceMax(x), at(1, 3, 3, 2))).toEqual([[0, 0.5, 0.5, 0]]);
  expect(await slopes((x) => reduceMin(x), at(1, 3, 1, 1, 2))).toEqual([
    [1, 0, 1, 1, 0].map((v) => Math.fround(v / 3)),
  ]);
});

const square = { kernel: [2, 2], strides: [2, 2], dilations: [1, 1], pads: [0, 0, 0, 0] };

test("on a tie max pooling gives everything to the first cell, apart and overlapping", async () => {
  const flat = float32(new Float32Array(9).fill(1), [1, 1, 3, 3]);
  expect(await slopes((x) => maxPool(x, square), flat)).toEqual([[1, 0, 0, 0, 0, 0, 0, 0, 0]]);
  // Four windows of stride 1, each with its first cell.
  const step = { ...square, strides: [1, 1] };
  expect(await slopes((x) => maxPool(x, step), flat)).toEqual([[1, 1, 0, 1, 1, 0, 0, 0, 0]]);
});

test("relu before pooling gives negative windows no gradient, though they are pooled first", async () => {
  const x = float32([-1, -2, -3, -4, 5, 1, -1, -1, -1, 0, -2, -3], [1, 1, 2, 6]);
  const [dx] = await slopes((t) => maxPool(relu(t), square), x);
  expect(dx).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
});

test("powers at 0: 2x of x², 1 of x¹; the root's slope is infinite there", async () => {
  expect(await slopes((x) => pow(x, 2), at(0))).toEqual([[0]]);
  expect(await slopes((x) => pow(x, 1), at(0))).toEqual([[1]]);
  expect(await slopes((x) => pow(x, 0), at(0))).toEqual([[0]]);
  expect((await slopes(pow, at(0, 0, 0), at(0, 1, 2)))[0]).toEqual([0, 1, 0]);
  expect(await slopes(sqrt, at(0))).toEqual([[Number.POSITIVE_INFINITY]]);
});

test("l2Normalize of zeros is zeros, with a finite slope", async () => {
  const [dx] = await slopes((x) => l2Normalize(x), at(0, 0, 0));
  expect(dx?.every(Number.isFinite)).toBe(true);
});
