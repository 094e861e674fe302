import { expect, test } from "vitest";
import { gradients } from "../graph/gradients.ts";
import { input, variable } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { writeGraph } from "../graph/writeGraph.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { draws, gradientCheck } from "../testing/gradientCheck.ts";
import { relu } from "./activations.ts";
import { mul, square } from "./arithmetic.ts";
import { conv } from "./conv.ts";
import { maxPool } from "./maxPool.ts";
import { reduceSum } from "./reduce.ts";

const inner = (padding: number, stride = 1) => ({
  kernel: [3, 3],
  strides: [stride, stride],
  dilations: [1, 1],
  pads: [padding, padding, padding, padding],
  groups: 1,
});
const pool = (kernel: readonly number[], strides = kernel) => ({
  kernel,
  strides,
  dilations: [1, 1],
  pads: [0, 0, 0, 0],
});

const cases = [
  ["2 × 2 over an odd size", inner(0), pool([2, 2])],
  ["2 × 2 with padding", inner(1), pool([2, 2])],
  ["3 × 2, strided convolution", inner(1, 2), pool([3, 2])],
  ["2 × 2 with gaps between windows", inner(1), pool([2, 2], [3, 3])],
] as const;

/** Value and gradients of the two forms for the same numbers. */
async function both(
  attributes: ReturnType<typeof inner>,
  geometry: ReturnType<typeof pool>,
  isTrained: boolean,
) {
  const x = input("x", ["batch", 3, 13, 12]);
  const w = input("w", [4, 3, 3, 3]);
  const b = input("b", [4]);
  const scale = variable({
    name: "s",
    dtype: "float32",
    shape: [1, 3, 1, 1],
    isTrainable: true,
    value: draws([1, 3, 1, 1], 4),
  });
  const source = isTrained ? mul(x, scale) : x;
  const feeds = new Map<Tensor, ReturnType<typeof draws>>([
    [x, draws([2, 3, 13, 12], 1)],
    [w, draws([4, 3, 3, 3], 2)],
    [b, draws([4], 3)],
  ]);
  return Promise.all(
    [false, true].map((isTraining) => {
      const y = relu(maxPool(conv(source, w, attributes, b), geometry, { isTraining }));
      const of = [w, b, ...(isTrained ? [scale] : [])];
      return evaluate([y, ...gradients(reduceSum(square(y)), of)], feeds);
    }),
  );
}

test.each(cases)(
  "%s: the fused form equals pooling with indices, for pictures and for trained inputs",
  async (_, attributes, geometry) => {
    for (const isTrained of [false, true]) {
      const [plain, fused] = await both(attributes, geometry as ReturnType<typeof pool>, isTrained);
      plain?.forEach(({ data, shape }, i) => {
        expect(fused?.[i]?.shape).toEqual(shape);
        data.forEach((value, k) => {
          const other = Number(fused?.[i]?.data[k]);
          expect(Math.abs(other - Number(value))).toBeLessThan(1e-3 * (1 + Math.abs(Number(value))));
        });
      });
    }
  },
);

test("the gradient of the fused form agrees with central differences", async () => {
  const values = [draws([2, 3, 9, 8], 1, 3), draws([4, 3, 3, 3], 2), draws([4], 3)];
  const build = (x: Tensor, w: Tensor, b: Tensor) =>
    maxPool(conv(x, w, inner(1), b), pool([2, 2]), { isTraining: true });
  const x = variable({
    name: "x",
    dtype: "float32",
    shape: [2, 3, 9, 8],
    isTrainable: true,
    value: draws([2, 3, 9, 8], 9),
  });
  const { error } = await gradientCheck((a, w, b) => build(mul(a, mul(x, 0.1)), w, b), values, {
    step: 2e-3,
  });
  expect(error).toBeLessThan(2e-3);
});

test("a tie goes to the first cell only", async () => {
  const x = input("x", [1, 1, 2, 2]);
  const w = input("w", [1, 1, 1, 1]);
  const one = { kernel: [1, 1], strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0], groups: 1 };
  const y = maxPool(conv(x, w, one), pool([2, 2]), { isTraining: true });
  const ones = { dtype: "float32", shape: [1, 1, 2, 2], data: Float32Array.of(1, 1, 1, 1) } as const;
  const weight = { dtype: "float32", shape: [1, 1, 1, 1], data: Float32Array.of(2) } as const;
  const [dw] = await evaluate(
    gradients(reduceSum(y), [w]),
    new Map<Tensor, typeof ones | typeof weight>([
      [x, ones],
      [w, weight],
    ]),
  );
  expect(dw?.data[0]).toBe(1);
});

test("while training no indices are kept, and a trained input's convolution is not computed twice", () => {
  const x = input("x", ["batch", 3, 13, 12]);
  const w = input("w", [4, 3, 3, 3]);
  const kinds = (source: Tensor, of: Tensor[]) => {
    const y = maxPool(conv(source, w, inner(0)), pool([2, 2]), { isTraining: true });
    const [first, ...rest] = gradients(reduceSum(square(y)), of);
    const outputs = Object.fromEntries([y, first, ...rest].map((t, i) => [`y${i}`, t as Tensor]));
    return writeGraph({
      name: "g",
      inputs: [x, w],
      outputs,
      variable: () => "constant",
    }).model.graph.nodes.map((node) => node.opType);
  };
  const picture = kinds(x, [w]);
  expect(picture.filter((kind) => /Pool/.test(kind))).toEqual([]);
  // One convolution and one im2col per cell, one product each.
  expect(picture.filter((kind) => kind === "Conv")).toHaveLength(8);
  const scale = variable({
    name: "s",
    dtype: "float32",
    shape: [1, 3, 1, 1],
    isTrainable: true,
    value: draws([1, 3, 1, 1], 4),
  });
  const trained = kinds(mul(x, scale), [w, scale]);
  // Four cells, one im2col, one for dx.
  expect(trained.filter((kind) => kind === "Conv")).toHaveLength(6);
});
