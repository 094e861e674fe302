import { expect, test } from "vitest";
import { float32, type NdArray } from "../array/ndArray.ts";
import { gradients } from "../graph/gradients.ts";
import { constant, input } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { draws } from "../testing/gradientCheck.ts";
import { openGraph, operators } from "../testing/openGraph.ts";
import { elu, gelu, leakyRelu, relu } from "./activations.ts";
import { add, maximum, mul, sub } from "./arithmetic.ts";
import { averagePool } from "./averagePool.ts";
import { clip } from "./clip.ts";
import { greater } from "./compare.ts";
import { conv } from "./conv.ts";
import { maxPool } from "./maxPool.ts";
import { reduceMax, reduceMean, reduceSum } from "./reduce.ts";
import { toChannelsFirst, toChannelsLast, transpose } from "./transpose.ts";
import { where } from "./where.ts";

const image = input("image", ["batch", 8, 8, 3]);
const given = draws([2, 8, 8, 3], 1);
const filters = (from: number, to: number, seed: number) => constant(draws([to, from, 3, 3], seed, 0.3));
const same = { kernel: [3, 3], strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1], groups: 1 };
const half = { kernel: [2, 2], strides: [2, 2], dilations: [1, 1], pads: [0, 0, 0, 0] };

/** Layers as people write them: channels last in, channels last out. */
const conv2d = (x: Tensor, w: Tensor) => toChannelsLast(conv(toChannelsFirst(x), w, same));
const pool2d = (x: Tensor) => toChannelsLast(maxPool(toChannelsFirst(x), half));

async function count(inputs: readonly Tensor[], outputs: readonly Tensor[], ...values: NdArray[]) {
  const graph = await openGraph(inputs, outputs);
  const results = await graph.run(...values);
  await graph.close();
  return { counts: operators(graph.model.graph), results };
}

test("channels-last conv → relu → pool → conv → activations → pool keeps the transposes at its ends", async () => {
  const w1 = input("w1", [4, 3, 3, 3]);
  const w2 = input("w2", [5, 4, 3, 3]);
  let x = pool2d(relu(conv2d(image, w1)));
  x = conv2d(x, w2);
  x = pool2d(clip(gelu(leakyRelu(mul(x, 2), 0.1)), -3, 3));
  const forward = await count([image, w1, w2], [x], given, draws([4, 3, 3, 3], 2), draws([5, 4, 3, 3], 3));
  expect(forward.counts.Transpose).toBe(2);
  const weights = input("weights", x.shape);
  const loss = reduceSum(mul(x, weights));
  const dw = gradients(loss, [w1, w2]);
  const all = await count(
    [image, w1, w2, weights],
    [x, ...dw],
    given,
    draws([4, 3, 3, 3], 2),
    draws([5, 4, 3, 3], 3),
    draws([2, 2, 2, 5], 4),
  );
  // Image in, result out, its gradient in; one more turns the second layer's small filters round.
  expect(all.counts.Transpose).toBe(4);
});

test("a residual sum, an average and a choice of two branches stay in the kernels' order", async () => {
  const a = conv2d(image, filters(3, 4, 2));
  const b = conv2d(image, filters(3, 4, 3));
  const joined = maximum(add(a, b), where(greater(sub(a, b), 0), a, b));
  const pooled = toChannelsLast(averagePool(toChannelsFirst(joined), half));
  const { counts } = await count([image], [pooled], given);
  expect(counts.Transpose).toBe(2);
});

test("a sum over the pictures' axes is taken before the transposition", async () => {
  const y = conv2d(image, filters(3, 4, 2));
  for (const reduce of [reduceSum, reduceMean, reduceMax]) {
    const [global, all, keptAxes] = [reduce(y, [1, 2]), reduce(y), reduce(y, [1, 2], true)];
    expect([global.shape, all.shape, keptAxes.shape]).toEqual([["batch", 4], [], ["batch", 1, 1, 4]]);
    const { counts } = await count([image], [global, all], given);
    expect(counts.Transpose).toBe(1); // the image
  }
});

test("reductions of a transposed value equal those of the value, over every set of axes", async () => {
  const x = input("x", [2, 3, 4]);
  const orders = [
    [1, 2, 0],
    [2, 0, 1],
    [0, 2, 1],
    [2, 1, 0],
  ];
  const sets = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]];
  for (const order of orders) {
    const seen = transpose(x, order);
    // The same numbers, of which the graph does not know that they are transposed.
    const plain = input("plain", seen.shape);
    const reduced = (t: Tensor) =>
      sets.flatMap((axes) => [reduceSum(t, axes), reduceMean(t, axes, true)]).map((y) => mul(y, 1));
    const value = draws([2, 3, 4], 5);
    const { results } = await count([x], [seen, ...reduced(seen)], value);
    const expected = await count([plain], reduced(plain), results[0] as NdArray);
    results.slice(1).forEach(({ shape, data }, i) => {
      expect(shape).toEqual(expected.results[i]?.shape);
      Array.from(data as Float32Array).forEach((v, k) => {
        expect(v).toBeCloseTo((expected.results[i] as NdArray<"float32">).data[k] as number, 5);
      });
    });
  }
});

test("transposes in a row become one, or none", () => {
  const x = input("x", [2, 3, 4]);
  expect(transpose(transpose(x, [1, 2, 0]), [2, 0, 1])).toBe(x);
  expect(toChannelsLast(toChannelsFirst(image))).toBe(image);
  const twice = transpose(transpose(x, [1, 2, 0]), [1, 2, 0]);
  expect(twice.node.inputs[0]).toBe(x);
  expect(twice.shape).toEqual([4, 2, 3]);
});

test("relu and max pooling change places, so that relu sees the smaller picture; the values stay", async () => {
  const x = input("x", ["batch", 1, 4, 4]);
  const y = maxPool(relu(x), half);
  expect(y.node.op.name).toBe("relu");
  expect(y.node.inputs[0]?.node.op.name).toBe("maxPool");
  const plain = maxPool(x, half);
  const { results } = await count([x], [y, plain], draws([2, 1, 4, 4], 8));
  expect(Array.from(results[0]?.data as Float32Array)).toEqual(
    Array.from(results[1]?.data as Float32Array, (v) => Math.max(0, v)),
  );
  // Other activations are not exchanged.
  expect(maxPool(elu(x, 1), half).node.op.name).toBe("maxPool");
});

test("a value per channel beside a channels-last picture does not transpose the picture", async () => {
  const y = conv2d(image, filters(3, 4, 2));
  const bias = input("bias", [4]);
  const shifted = pool2d(relu(add(y, bias)));
  const loss = reduceSum(mul(shifted, shifted));
  const { counts, results } = await count(
    [image, bias],
    [loss, ...gradients(loss, [bias])],
    given,
    float32([0.1, -0.2, 0.3, 0]),
  );
  expect(counts.Transpose).toBe(1);
  expect(results[1]?.shape).toEqual([4]);
});
