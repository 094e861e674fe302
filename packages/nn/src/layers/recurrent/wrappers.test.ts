import { expect, test } from "vitest";
import { z } from "zod";
import { type NdArray, ndArray } from "../../array/ndArray.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { agree } from "../../testing/golden.ts";
import { layerGradientError, runLayer, setWeights, waves } from "../../testing/layerCheck.ts";
import { dense } from "../core/dense.ts";
import { input } from "../input.ts";
import { defineLayer, type Layer, layerFrom } from "../layer.ts";
import { flatten } from "../reshaping/flatten.ts";
import { bidirectional } from "./bidirectional.ts";
import { gru } from "./gru.ts";
import { layerSchema } from "./layerSchema.ts";
import { lstm } from "./lstm.ts";
import { simpleRnn } from "./simpleRnn.ts";
import { timeDistributed } from "./timeDistributed.ts";

const series = [5, 4];
const built = (layer: Layer, shape = series): Layer => {
  layer.apply([input({ shape })]);
  setWeights(layer);
  return layer;
};
const numbers = ({ data }: NdArray) => Array.from(data, Number);

const variants: Record<string, () => Layer> = {
  lstm: () => lstm(3),
  "lstm, sequences backwards": () => lstm(3, { returnSequences: true, goBackwards: true }),
  "lstm, activations with own slopes": () =>
    lstm(3, { activation: "softsign", recurrentActivation: "tanh", useBias: false }),
  "lstm, any activations": () => lstm(3, { activation: "swish", recurrentActivation: "hardSigmoid" }),
  gru: () => gru(3, { returnSequences: true }),
  "gru, reset before": () => gru(3, { resetAfter: false, returnSequences: true }),
  "gru, any activation": () => gru(3, { activation: "gelu", useBias: false }),
  simpleRnn: () => simpleRnn(3, { returnSequences: true }),
  "simpleRnn, any activation": () => simpleRnn(3, { activation: "gelu" }),
  "bidirectional sum": () => bidirectional(gru(3), { mergeMode: "sum" }),
  "bidirectional mul": () => bidirectional(lstm(3, { returnSequences: true }), { mergeMode: "mul" }),
  "bidirectional, two kinds": () =>
    bidirectional(lstm(3), { backwardLayer: gru(2, { goBackwards: true }), mergeMode: "concat" }),
  timeDistributed: () => timeDistributed(dense(2, { activation: "tanh" })),
};

test.each(Object.keys(variants))("%s: gradient, both graphs, and a copy from plain config", async (name) => {
  const make = variants[name] as () => Layer;
  const layer = built(make());
  for (const weight of layer.weights)
    weight.value = ndArray(
      Float32Array.from(numbers(weight.value), (v) => v * 0.5),
      weight.shape,
      "float32",
    );
  const values = waves([series], 2);
  expect(await layerGradientError(layer, values, { isTraining: true })).toBeLessThan(3e-3);
  const trained = await runLayer(layer, values, { isTraining: true });
  const predicted = await runLayer(layer, values, { isTraining: false });
  agree(numbers(trained.y), numbers(predicted.y), 6);
  const saved = JSON.parse(JSON.stringify(layer));
  const again = layerFrom(saved.kind, { ...saved.config, name: saved.name });
  expect(JSON.parse(JSON.stringify(again))).toEqual(saved);
  again.apply([input({ shape: series })]);
  expect(again.weights.map(({ name: weight, shape }) => [weight, shape])).toEqual(
    layer.weights.map(({ name: weight, shape }) => [weight, shape]),
  );
  again.weights.forEach((weight, i) => {
    weight.value = (layer.weights[i] as Layer["weights"][number]).value;
  });
  expect((await runLayer(again, values)).y.data).toEqual(predicted.y.data);
});

const stack = defineLayer("stackOfTest", {
  config: z.object({ layers: z.array(layerSchema) }),
  inner: ({ layers }) => layers,
  call: ([x], _, { layers }, { callInner }) =>
    layers.reduce((value, layer) => callInner(layer, [value])[0] as Tensor, x),
});

test("a stack has the gradient that central differences give", async () => {
  const layers = [
    lstm(3, { returnSequences: true }),
    bidirectional(gru(2, { returnSequences: true })),
    lstm(2),
  ];
  const layer = built(stack({ layers }));
  expect(layer.weights.length).toBe(12);
  expect(await layerGradientError(layer, waves([series], 2), { isTraining: true })).toBeLessThan(3e-3);
});

test("bidirectional gives the states forwards, then those backwards; initial states in the same order", async () => {
  const layer = bidirectional(lstm(3, { returnState: true, returnSequences: true, name: "cell" }));
  const outputs = layer.apply([input({ shape: series })]);
  expect(outputs.map(({ shape }) => shape.slice(1))).toEqual([[5, 6], [3], [3], [3], [3]]);
  expect(layer.weights.map(({ name }) => name)).toEqual(
    ["forward_cell", "backward_cell"].flatMap((cell) =>
      ["kernel", "recurrentKernel", "bias"].map((weight) => `${cell}/${weight}`),
    ),
  );
  setWeights(layer);
  // Of a series of one step each state shows which initial state it came from.
  const one = bidirectional(lstm(3, { name: "one" }), { mergeMode: "concat" });
  one.apply([input({ shape: [1, 4] }), ...Array.from({ length: 4 }, () => input({ shape: [3] }))]);
  setWeights(one);
  const values = waves([[1, 4], [3], [3], [3], [3]], 1);
  const whole = numbers((await runLayer(one, values)).y);
  const half = async (weights: readonly Layer["weights"][number][], states: readonly NdArray[]) => {
    const single = lstm(3);
    single(input({ shape: [1, 4] }));
    single.weights.forEach((weight, i) => {
      weight.value = (weights[i] as Layer["weights"][number]).value;
    });
    return numbers((await runLayer(single, [values[0] as NdArray, ...states])).y);
  };
  const there = await half(one.weights.slice(0, 3), values.slice(1, 3));
  const back = await half(one.weights.slice(3), values.slice(3));
  agree(whole, [...there, ...back], 6);
});

test("the forget gate's bias starts at one, the kernels as Keras starts them", () => {
  const layer = lstm(2, { biasInitializer: "zeros" });
  layer(input({ shape: series }));
  expect(layer.weights.map(({ initializer, shape }) => [shape, initializer])).toEqual([
    [[4, 8], "glorotUniform"],
    [[2, 8], "orthogonal"],
    [[8], { name: "unitForget", others: "zeros" }],
  ]);
});

test("timeDistributed gives every step to the layer as a batch of its own", async () => {
  const layer = built(timeDistributed(flatten()), [3, 2, 2]);
  const values = waves([[3, 2, 2]], 2);
  const { y } = await runLayer(layer, values);
  expect(y.shape).toEqual([2, 3, 4]);
  expect(numbers(y)).toEqual(numbers(values[0] as NdArray));
});

test("a mask goes on with sequences only", async () => {
  const mask = ndArray(Uint8Array.of(1, 1, 1, 0, 0, 1, 1, 1, 1, 1), [2, 5], "bool");
  const of = async (layer: Layer) =>
    (await runLayer(built(layer), waves([series], 2), { masks: [mask] })).mask;
  expect(await of(lstm(5, { returnSequences: true }))).toEqual(mask);
  expect(await of(lstm(5))).toBeUndefined();
  expect(await of(bidirectional(gru(3, { returnSequences: true })))).toEqual(mask);
  expect(await of(bidirectional(gru(3)))).toBeUndefined();
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
  const x = input({ shape: series });
  const state = input({ shape: [4] });
  expect([
    message(() => lstm(3)(input({ shape: [4] }))),
    message(() => lstm(3)(x, state)),
    message(() => gru(3)(x, state)),
    message(() => lstm(3, { dropout: 1 })),
    message(() => bidirectional(dense(3))),
    message(() => bidirectional(lstm(3), { backwardLayer: lstm(3) })),
    message(() => timeDistributed(dense(3))(state)),
  ]).toMatchInlineSnapshot(`
    [
      "lstm: expected series [batch, time, features] with known features. Received: inputs [batch, 4]. Reshape the values, give the layer before it { returnSequences: true }, or embed ids first.",
      "lstm: expected 2 initial state(s) [batch, 3], or none. Received: inputs [batch, 5, 4], [batch, 4]; [batch, 4]. Give the states of a layer with as many units, as returnState puts them out.",
      "gru: expected 1 initial state(s) [batch, 3], or none. Received: inputs [batch, 5, 4], [batch, 4]; [batch, 4]. Give the states of a layer with as many units, as returnState puts them out.",
      "lstm was given a hyperparameter it does not take: Too big: expected number to be <1. Received: {"units":3,"dropout":1}. Mend the option named; the layer's documentation lists them.",
      "bidirectional takes recurrent layers that put out alike. Received: dense returnSequences: undefined, dense returnSequences: undefined. Give lstm, gru or simpleRnn layers with equal returnSequences and returnState.",
      "Both layers of bidirectional read in the same direction. Received: goBackwards: false of both. Give the backwardLayer { goBackwards: true }.",
      "time_distributed: expected series [batch, time, ...]. Received: inputs [batch, 4]. Give values with an axis of time before what the layer takes.",
    ]
  `);
});
