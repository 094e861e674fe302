import { expect, test } from "vitest";
import { float32, type NdArray } from "../array/ndArray.ts";
import type { GraphProto } from "../onnx/model.ts";
import { sigmoid, tanh } from "../ops/activations.ts";
import { add, exp, mul, neg } from "../ops/arithmetic.ts";
import { clip } from "../ops/clip.ts";
import { concat } from "../ops/concat.ts";
import { reduceSum } from "../ops/reduce.ts";
import { scan } from "../ops/scan.ts";
import { split } from "../ops/split.ts";
import { openGraph, operators } from "../testing/openGraph.ts";
import { Emitter } from "./emit.ts";
import { gradients } from "./gradients.ts";
import { constant, input, int64Constant } from "./op.ts";
import type { Tensor } from "./tensor.ts";

const x = input("x", [4]);
const given = float32([1, 2, 3, 4]);

async function written(inputs: readonly Tensor[], outputs: readonly Tensor[], ...values: NdArray[]) {
  const graph = await openGraph(inputs, outputs);
  const results = await graph.run(...values);
  await graph.close();
  return { graph: graph.model.graph, counts: operators(graph.model.graph), results };
}

test("equal nodes of equal inputs are written once, however often they were made", async () => {
  const half = () => mul(exp(neg(x)), 0.5);
  const { counts, results } = await written([x], [add(half(), half()), half()], given);
  // The output that is half of the other passes no second chain.
  expect(counts).toEqual({ Neg: 1, Exp: 1, Mul: 1, Add: 1 });
  expect(results[0]?.data[0]).toBeCloseTo(Math.exp(-1), 6);
});

test("a second use of a rule is free: the gradient writes no value of the forward pass again", async () => {
  const y = sigmoid(x);
  const [first] = gradients(mul(y, y), [x]);
  const { counts } = await written([x], [mul(y, y), first as Tensor], given);
  expect(counts.Sigmoid).toBe(1);
  // Asked for twice, by two calls, it is still there once.
  const other = sigmoid(x);
  const [again] = gradients(mul(other, other), [x]);
  const twice = await written([x], [mul(y, y), first as Tensor, again as Tensor], given);
  expect({ ...twice.counts, Identity: 0 }).toEqual({ ...counts, Identity: 0 });
});

test("nodes that differ in an attribute, in the number of outputs or in their inputs' order stay apart", async () => {
  const [a, b] = split(x, 0, [1, 3]) as [Tensor, Tensor];
  const [c, d] = split(x, 0, [3, 1]) as [Tensor, Tensor];
  const { counts, results } = await written([x], [a, b, c, d, concat([a, d], 0), concat([d, a], 0)], given);
  expect(counts).toEqual({ Split: 2, Concat: 2 });
  expect(results.map(({ data }) => Array.from(data as Float32Array))).toEqual([
    [1],
    [2, 3, 4],
    [1, 2, 3],
    [4],
    [1, 4],
    [4, 1],
  ]);
  const clipped = await written([x], [clip(x, 0, 2), clip(x, 0, 3)], given);
  expect(clipped.counts).toEqual({ Clip: 2 });
});

test("equal small constants are kept once, of other types, shapes or values apart", async () => {
  const constants = [constant(2), constant(2), constant(float32([2])), int64Constant([2]), constant(3)];
  const { graph } = await written([], constants);
  expect(graph.initializers).toHaveLength(4);
});

test("a node inside a loop is not written again where the value stands outside, and not seen from outside", async () => {
  const xs = input("xs", [3, 4]);
  const outside = exp(x);
  const { outputs } = scan([], [xs], (_, [row]) => ({
    states: [],
    outputs: [mul(exp(x), tanh(row as Tensor))],
  }));
  const inner = tanh(xs);
  const { counts, results } = await written(
    [x, xs],
    [outside, outputs[0] as Tensor, inner],
    given,
    float32(new Float32Array(12).fill(1), [3, 4]),
  );
  expect(counts).toMatchObject({ Exp: 1, Tanh: 2 });
  expect(results[1]?.data[0]).toBeCloseTo(Math.E * Math.tanh(1), 5);
});

const names = ({ nodes, inputs, initializers }: GraphProto): string[] => [
  ...inputs.map(({ name }) => name),
  ...initializers.map(({ name }) => name),
  ...nodes.flatMap(({ outputs, attributes }) => [
    ...outputs,
    ...Object.values(attributes ?? {}).flatMap((a) => (a.type === "graph" ? names(a.value) : [])),
  ]),
];

test("every name is given once, also in loops inside loops and in gradients", async () => {
  const deep = input("deep", [2, 3, 4]);
  const { states } = scan([x], [deep], ([s], [rows]) => {
    const inner = scan([s as Tensor], [rows as Tensor], ([t], [row]) => ({
      states: [tanh(mul(t as Tensor, row as Tensor))],
      outputs: [],
    }));
    return { states: inner.states, outputs: [] };
  });
  const loss = reduceSum(states[0] as Tensor);
  const { graph } = await written(
    [x, deep],
    [loss, ...gradients(loss, [x, deep])],
    given,
    float32(new Float32Array(24).fill(0.5), [2, 3, 4]),
  );
  const all = names(graph);
  expect(new Set(all).size).toBe(all.length);
});

test("seeds differ from draw to draw and follow from the graph's seed, whatever its size", () => {
  const seeds = (seed: number) => {
    const emitter = new Emitter(() => "", { seed });
    return Array.from({ length: 200 }, () => emitter.nextSeed());
  };
  for (const seed of [0, 1, -1, 2 ** 31, 2 ** 52]) {
    expect(new Set(seeds(seed)).size).toBe(200);
    expect(seeds(seed)).toEqual(seeds(seed));
    expect(seeds(seed).every((s) => Number.isInteger(s) && s >= 0 && s < 2 ** 31)).toBe(true);
  }
  expect(seeds(1)).not.toEqual(seeds(2));
});
