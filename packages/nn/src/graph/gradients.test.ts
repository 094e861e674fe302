import { expect, test } from "vitest";
import { float32, type NdArray } from "../array/ndArray.ts";
import { relu, sigmoid, tanh } from "../ops/activations.ts";
import { argMax } from "../ops/argMax.ts";
import { add, div, exp, mul, sqrt, sub } from "../ops/arithmetic.ts";
import { averagePool } from "../ops/averagePool.ts";
import { cast } from "../ops/cast.ts";
import { equal, greater } from "../ops/compare.ts";
import { conv } from "../ops/conv.ts";
import { layerNorm } from "../ops/layerNorm.ts";
import { matMul } from "../ops/matMul.ts";
import { maxPool } from "../ops/maxPool.ts";
import { reduceMean, reduceSum } from "../ops/reduce.ts";
import { softmax } from "../ops/softmax.ts";
import { split } from "../ops/split.ts";
import { stopGradient } from "../ops/stopGradient.ts";
import { withGradient } from "../ops/withGradient.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { draws, gradientCheck } from "../testing/gradientCheck.ts";
import { openGraph, operators } from "../testing/openGraph.ts";
import { gradients } from "./gradients.ts";
import { constant, defineOp, input, inScope, one } from "./op.ts";
import type { Tensor } from "./tensor.ts";

const numbers = ({ data }: NdArray) => Array.from(data as Float32Array);
const x = input("x", [3]);
const y = input("y", [3]);
const given = new Map([
  [x, float32([0.5, -1, 2])],
  [y, float32([1, 2, 3])],
]);
const valuesOf = async (...outputs: Tensor[]) => (await evaluate(outputs, given)).map(numbers);

test("values the loss does not depend on get zeros of their shape", async () => {
  const other = input("other", ["batch", 2]);
  const [dx, dOther] = gradients(exp(x), [x, other]);
  const results = await evaluate(
    [dx as Tensor, dOther as Tensor],
    new Map<Tensor, NdArray>([...given, [other, float32([1, 2, 3, 4], [2, 2])]]),
  );
  expect(numbers(results[1] as NdArray)).toEqual([0, 0, 0, 0]);
  expect(results[1]?.shape).toEqual([2, 2]);
});

test("the gradient of a value in between, of the loss itself, and of one value asked for twice", async () => {
  const z = mul(x, y);
  const loss = reduceSum(mul(z, z));
  const [dz, dx, again, itself] = gradients(loss, [z, x, x, loss]);
  expect(await valuesOf(dz as Tensor, dx as Tensor, again as Tensor, itself as Tensor)).toEqual([
    [1, -4, 12],
    [1, -8, 36],
    [1, -8, 36],
    [1],
  ]);
});

test("a loss with a shape is summed; a seed weighs its elements", async () => {
  const loss = mul(x, x);
  const [plain] = gradients(loss, [x]);
  const [weighted] = gradients(loss, [x], y);
  expect(await valuesOf(plain as Tensor, weighted as Tensor)).toEqual([
    [1, -2, 4],
    [1, -4, 12],
  ]);
});

test("outputs that nothing uses take no part", async () => {
  const [first] = split(x, 0, [1, 2]) as [Tensor, Tensor];
  const [dx] = gradients(first, [x]);
  expect(await valuesOf(dx as Tensor)).toEqual([[1, 0, 0]]);
});

test("no gradient passes stopGradient, and the value stays", async () => {
  const held = stopGradient(mul(x, y));
  const [dx, dy] = gradients(mul(held, y), [x, y]);
  expect(await valuesOf(held, dx as Tensor, dy as Tensor)).toEqual([
    [0.5, -2, 6],
    [0, 0, 0],
    [0.5, -2, 6],
  ]);
});

test("withGradient keeps the value and takes the rule, also beside other ways to the same input", async () => {
  const cube = withGradient(mul(mul(x, x), x), [x], (dy) => [mul(dy, 10)]);
  const [alone] = gradients(cube, [x]);
  const [beside] = gradients(add(cube, mul(x, y)), [x]);
  expect(await valuesOf(cube, alone as Tensor, beside as Tensor)).toEqual([
    [0.125, -1, 8],
    [10, 10, 10],
    [11, 12, 13],
  ]);
});

test("withGradient writes no node of its own", async () => {
  const graph = await openGraph([x], [withGradient(exp(x), [x], (dy) => [dy])]);
  await graph.close();
  expect(operators(graph.model.graph)).toEqual({ Exp: 1 });
});

test("masks count as constant where other ways lead on", async () => {
  const mask = cast(greater(x, 0), "float32");
  const [dx] = gradients(mul(x, mask), [x]);
  expect(await valuesOf(dx as Tensor)).toEqual([[1, 0, 1]]);
});

test("NN_NO_GRADIENT names the operation and the layer, whether it gives floats or indices", () => {
  const rough = defineOp<null>("rough", {
    infer: ([t]) => [t as Tensor],
    emit: (to, names) => to.node("Floor", names),
    gradient: "none",
  });
  const z = inScope("encoder", () => inScope("rounding", () => one(rough.apply([x], null))));
  expect(() => gradients(add(z, x), [x])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: rough has no derivative, and the loss depends on parameters through it. Received: encoder/rounding. Use a differentiable operation, or stop the gradient before it.]`,
  );
  const labels = input("labels", [], "int64");
  const accuracy = reduceMean(cast(equal(argMax(x), labels), "float32"));
  expect(() => gradients(accuracy, [x])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: argMax has no derivative, and the loss depends on parameters through it. Received: argMax. Use a differentiable operation, or stop the gradient before it.]`,
  );
  expect(() => gradients(argMax(x), [x])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: argMax has no derivative, and the loss depends on parameters through it. Received: argMax. Use a differentiable operation, or stop the gradient before it.]`,
  );
  expect(gradients(z, [y])).toHaveLength(1); // y does not pass it
});

test("a rule that gives another shape is named", () => {
  const wrong = withGradient(exp(x), [x], () => [constant(1)]);
  expect(() => gradients(wrong, [x])).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The rule of withGradient gives a gradient of another shape than the value has. Received: [] for [3] of input. Give a gradient for each element: sum over what was broadcast.]`,
  );
  expect(() => gradients(exp(x), [x], constant(1))).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The seed gives a gradient of another shape than the value has. Received: [] for [3] of exp. Give a gradient for each element: sum over what was broadcast.]`,
  );
});

test("the second derivative of tanh is −2·tanh·(1 − tanh²), the third as differences show", async () => {
  const t = tanh(x);
  const [first] = gradients(t, [x]);
  const [second] = gradients(first as Tensor, [x]);
  const [got, expected] = await valuesOf(second as Tensor, mul(mul(t, -2), sub(1, mul(t, t))));
  got?.forEach((v, i) => {
    expect(v).toBeCloseTo(expected?.[i] as number, 6);
  });
  const check = await gradientCheck(
    (u) => gradients(gradients(tanh(u as Tensor), [u as Tensor])[0] as Tensor, [u as Tensor])[0] as Tensor,
    [draws([4], 1, 0.5)],
  );
  expect(check.error).toBeLessThan(1e-3);
});

const window = { kernel: [2, 2], strides: [2, 2], dilations: [1, 1], pads: [0, 0, 0, 0] };
const overlapping = { ...window, kernel: [3, 3], pads: [1, 1, 1, 1] };
const twice: [string, (...xs: Tensor[]) => Tensor, number[][]][] = [
  [
    "matMul",
    (a, b) => mul(matMul(a as Tensor, b as Tensor), matMul(a as Tensor, b as Tensor)),
    [
      [3, 4],
      [4, 2],
    ],
  ],
  [
    "conv",
    (a, w) => exp(mul(conv(a as Tensor, w as Tensor, { ...overlapping, strides: [1, 1], groups: 1 }), 0.1)),
    [
      [2, 2, 4, 4],
      [3, 2, 3, 3],
    ],
  ],
  [
    "strided conv",
    (a, w) => exp(mul(conv(a as Tensor, w as Tensor, { ...overlapping, groups: 2 }), 0.1)),
    [
      [1, 4, 5, 5],
      [4, 2, 3, 3],
    ],
  ],
  ["maxPool", (a) => maxPool(mul(a as Tensor, a as Tensor), window), [[1, 2, 4, 4]]],
  ["overlapping maxPool", (a) => maxPool(mul(a as Tensor, a as Tensor), overlapping), [[1, 2, 5, 5]]],
  [
    "averagePool",
    (a) => mul(averagePool(a as Tensor, overlapping), averagePool(a as Tensor, overlapping)),
    [[1, 2, 5, 5]],
  ],
  [
    "layerNorm",
    (a, g, b) => sigmoid(layerNorm(a as Tensor, g as Tensor, b as Tensor, 1e-5)),
    [[3, 5], [5], [5]],
  ],
  ["softmax", (a) => mul(softmax(a as Tensor), a as Tensor), [[3, 4]]],
  [
    "relu network",
    (a, w, v) => matMul(relu(matMul(a as Tensor, w as Tensor)), v as Tensor),
    [
      [3, 4],
      [4, 5],
      [5, 1],
    ],
  ],
];
test.each(twice)(
  "%s: the gradient of the squared length of the gradient is what differences show",
  async (_, f, shapes) => {
    // As in a gradient penalty: L = Σ (dy/dx)².
    const penalty = (...xs: Tensor[]) =>
      gradients(reduceSum(f(...xs)), xs)
        .map((d) => reduceSum(mul(d, d)))
        .reduce((a, b) => add(a, b));
    const check = await gradientCheck(
      penalty,
      shapes.map((shape, i) => draws(shape, i + 13)),
      { step: 3e-3 },
    );
    expect(check.error).toBeLessThan(2e-3);
  },
);

test("x / √(Σ x²) and its gradients are orthogonal to x", async () => {
  const unit = div(x, sqrt(reduceSum(mul(x, x))));
  const [dx] = gradients(reduceSum(mul(unit, y)), [x]);
  const [dot] = await valuesOf(reduceSum(mul(dx as Tensor, x)));
  expect(dot?.[0]).toBeCloseTo(0, 6);
});
