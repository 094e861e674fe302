import { expect, test } from "vitest";
import { type NdArray, ndArray } from "../../array/ndArray.ts";
import { agree } from "../../testing/golden.ts";
import { layerGradientError, runLayer, setWeights, waves } from "../../testing/layerCheck.ts";
import { input } from "../input.ts";
import { type Layer, layerFrom } from "../layer.ts";
import { additiveAttention } from "./additiveAttention.ts";
import { attention } from "./attention.ts";
import { multiHeadAttention } from "./multiHeadAttention.ts";
import { transformerEncoder } from "./transformerEncoder.ts";

const [T, S, d, e] = [3, 4, 2, 5];
const shapes = [
  [T, d],
  [S, e],
  [S, d],
];
const numbers = ({ data }: NdArray) => Array.from(data, Number);
const built = (layer: Layer, inputs: number[][] = shapes): Layer => {
  layer.apply(inputs.map((shape) => input({ shape })));
  setWeights(layer);
  return layer;
};

type Score = (q: number[], k: number[]) => number;
/** softmax(score(q, k)) · v in plain loops; `sees` says which pairs may meet. */
function slow(values: readonly NdArray[], score: Score, sees: (b: number, t: number, s: number) => boolean) {
  const at = ({ data, shape }: NdArray, b: number, t: number) => {
    const width = shape[2] as number;
    const from = (b * (shape[1] as number) + t) * width;
    return Array.from(data.subarray(from, from + width), Number);
  };
  const [q, v, k] = values as [NdArray, NdArray, NdArray];
  return [0, 1].flatMap((b) =>
    Array.from({ length: T }, (_, t) => {
      const weights = Array.from({ length: S }, (_, s) =>
        sees(b, t, s) ? Math.exp(score(at(q, b, t), at(k, b, s))) : 0,
      );
      const total = weights.reduce((sum, w) => sum + w, 0);
      return Array.from({ length: e }, (_, i) =>
        weights.reduce((sum, w, s) => sum + (w / total) * (at(v, b, s)[i] as number), 0),
      );
    }).flat(),
  );
}
const dot: Score = (q, k) => q.reduce((sum, v, i) => sum + v * (k[i] as number), 0);
const all = () => true;
const first = (layer: Layer) => Array.from(layer.weights[0]?.value.data ?? [], Number);

test("attention is softmax(q·kᵀ)·v, with a learned factor if asked for", async () => {
  const values = waves(shapes, 2);
  const plain = built(attention());
  agree(numbers((await runLayer(plain, values)).y), slow(values, dot, all), 5);
  const scaled = built(attention({ useScale: true }));
  const [factor = 0] = first(scaled);
  agree(
    numbers((await runLayer(scaled, values)).y),
    slow(values, (q, k) => factor * dot(q, k), all),
    5,
  );
});

test("additiveAttention scores by Σ scale · tanh(q + k), attention by concat with one factor for all", async () => {
  const values = waves(shapes, 2);
  const additive = built(additiveAttention());
  const scale = first(additive);
  const score =
    (scales: number[]): Score =>
    (q, k) =>
      q.reduce((sum, v, i) => sum + (scales[i] as number) * Math.tanh(v + (k[i] as number)), 0);
  agree(numbers((await runLayer(additive, values)).y), slow(values, score(scale), all), 5);
  const concat = built(attention({ scoreMode: "concat" }));
  const [weight = 0] = first(concat);
  agree(numbers((await runLayer(concat, values)).y), slow(values, score([weight, weight]), all), 5);
});

test("padding of the values gets no weight, later steps none under a causal mask, padded queries give zeros", async () => {
  const values = waves(shapes, 2);
  const queries = ndArray(Uint8Array.of(1, 1, 0, 1, 1, 1), [2, T], "bool");
  const padded = ndArray(Uint8Array.of(1, 1, 0, 0, 1, 1, 1, 0), [2, S], "bool");
  const run = await runLayer(built(attention({ useCausalMask: true })), values, { masks: [queries, padded] });
  const want = slow(values, dot, (b, t, s) => padded.data[b * S + s] === 1 && s <= t);
  agree(
    numbers(run.y),
    want.map((v, i) => v * (queries.data[Math.floor(i / e)] as number)),
    5,
  );
  expect(run.mask).toEqual(queries);
});

test("multiHeadAttention heeds a bool mask of pairs given as fourth value, and gives its weights when asked", async () => {
  const inputs = [
    [T, 6],
    [S, 5],
    [S, 5],
  ];
  const layer = multiHeadAttention(2, 3, { returnAttentionScores: true, outputShape: 4 });
  const pairs = input({ shape: [T, S], dtype: "bool" });
  const outputs = layer.apply([...inputs.map((shape) => input({ shape })), pairs]);
  expect(outputs.map(({ shape }) => shape)).toEqual([
    ["batch", T, 4],
    ["batch", 2, T, S],
  ]);
  setWeights(layer);
  const values = waves(inputs, 2);
  const mask = (bits: number[]) => ndArray(Uint8Array.from([...bits, ...bits]), [2, T, S], "bool");
  // Only the first value may be seen: every query gets the same.
  const one = numbers((await runLayer(layer, [...values, mask([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0])])).y);
  agree(one.slice(0, 4), one.slice(4, 8), 6);
  agree(one.slice(0, 4), one.slice(8, 12), 6);
  const open = numbers((await runLayer(layer, [...values, mask(Array(T * S).fill(1))])).y);
  expect(Math.abs((open[0] as number) - (open[4] as number))).toBeGreaterThan(1e-3);
});

test.each<[string, () => Layer, number[][]]>([
  ["attention", () => attention({ useScale: true }), shapes],
  ["additiveAttention", () => additiveAttention(), shapes],
  ["multiHeadAttention", () => multiHeadAttention(2, 3, { valueDim: 2, useCausalMask: true }), [[4, 5]]],
  [
    "query, value and key",
    () => multiHeadAttention(2, 3, { useBias: false }),
    [
      [T, 6],
      [S, 5],
      [S, 2],
    ],
  ],
  ["transformerEncoder", () => transformerEncoder({ heads: 2, units: 5, activation: "gelu" }), [[4, 6]]],
])("%s: gradient, a copy from plain config, samples by themselves", async (_, make, inputs) => {
  const layer = built(make(), inputs);
  const values = waves(inputs, 3);
  expect(await layerGradientError(layer, values, { isTraining: true })).toBeLessThan(3e-3);
  const again = built(layerFrom(layer.kind, JSON.parse(JSON.stringify(layer.config))), inputs);
  const { y } = await runLayer(layer, values);
  expect((await runLayer(again, values)).y.data).toEqual(y.data);
  const two = (await runLayer(layer, waves(inputs, 2))).y;
  agree(numbers(two), numbers(y).slice(0, two.data.length), 5);
});

test("dropout of the weights happens while training only", async () => {
  const layer = built(multiHeadAttention(2, 3, { dropout: 0.5 }), [[4, 6]]);
  const values = waves([[4, 6]], 2);
  const predicted = (await runLayer(layer, values)).y.data;
  expect((await runLayer(layer, values, { isTraining: true })).y.data).not.toEqual(predicted);
});

test("what they cannot take is said", () => {
  const message = (make: () => unknown): string => {
    try {
      make();
    } catch (error) {
      return (error as Error).message.replace(/_\d+:/, ":");
    }
    return "taken";
  };
  const x = input({ shape: [4, 6] });
  expect([
    message(() => attention()(x)),
    message(() => multiHeadAttention(2, 3)(input({ shape: [4] }))),
    message(() => multiHeadAttention(2, 3, { useCausalMask: true })(input({ shape: ["time", 6] }))),
    message(() => transformerEncoder({ heads: 4, units: 8 })(x)),
  ]).toMatchInlineSnapshot(`
    [
      "attention: expected query [batch, T, features], value [batch, S, ...] and, if another, key [batch, S, features]. Received: inputs [batch, 4, 6]. Call it with two or three series.",
      "multi_head_attention: expected series [batch, time, features] with known features. Received: inputs [batch, 4]. Give query, value, key (equal ones may be left out), then a bool mask [batch, T, S].",
      "multi_head_attention: a causal mask needs series of known length. Received: inputs [batch, time, 6]; [batch, time, 6], [batch, time, 6]. Give the inputs a number of steps, or an attention mask as input.",
      "transformer_encoder: 4 heads cannot share 6 features evenly. Received: inputs [batch, 4, 6]; heads 4, features 6. Choose a number of heads that divides the features.",
    ]
  `);
});
