import fc from "fast-check";
import { expect, test } from "vitest";
import { float32, type NdArray, ndArray } from "../array/ndArray.ts";
import { input as graphInput } from "../graph/op.ts";
import { writeGraph } from "../graph/writeGraph.ts";
import { network, replay } from "../models/network.ts";
import { agree } from "../testing/golden.ts";
import { draws } from "../testing/gradientCheck.ts";
import { runLayer, setWeights, wave } from "../testing/layerCheck.ts";
import * as layers from "./index.ts";
import { input } from "./input.ts";
import type { Layer } from "./layer.ts";

const numbers = ({ data }: NdArray) => [...data].map(Number);
const mask = (rows: readonly (readonly number[])[]) =>
  ndArray(Uint8Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0], "bool");
function built(layer: Layer, ...shapes: readonly number[][]): Layer {
  layer(...shapes.map((shape) => input({ shape })));
  setWeights(layer);
  return layer;
}

test("a full 3×3 convolution of 1…9 with itself plus bias 1 is 286, worked by hand: Σk² = 285", async () => {
  const layer = built(layers.conv2d(1, 3), [3, 3, 1]);
  const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const [kernel, bias] = layer.weights;
  if (kernel && bias) {
    kernel.value = float32(nine, [1, 1, 3, 3]);
    bias.value = float32([1]);
  }
  expect(numbers((await runLayer(layer, [float32(nine, [1, 3, 3, 1])])).y)).toEqual([286]);
});

test("transpositions between layers cancel: one in front, one before flatten", () => {
  const x = input({ shape: [12, 12, 3] });
  const chain = [
    layers.conv2d(4, 3, { activation: "relu" }),
    layers.batchNormalization(),
    layers.prelu({ sharedAxes: [1, 2] }),
    layers.maxPooling2d(2),
    layers.zeroPadding2d(1),
    layers.depthwiseConv2d(3),
    layers.groupNormalization(2),
    layers.upSampling2d(2),
    layers.conv2dTranspose(2, 3),
    layers.dropout(0.5),
    layers.spatialDropout2d(0.5),
    layers.gaussianNoise(0.1),
    layers.flatten(),
  ];
  const y = chain.reduce((value, layer) => layer(value), x);
  const { inputs, outputs } = replay(network([x], [y], 1), true);
  const { model } = writeGraph({
    name: "chain",
    inputs,
    outputs: { y: outputs[0] as (typeof outputs)[0] },
    variable: () => "constant",
  });
  const orders = (model.graph?.nodes ?? [])
    .filter(({ opType }) => opType === "Transpose")
    .map(({ attributes }) => attributes?.perm?.value);
  // The three axes are prelu's slopes.
  expect(orders).toEqual([
    [0, 3, 1, 2],
    [2, 0, 1],
    [0, 2, 3, 1],
  ]);
});

test("a causal convolution does not see later steps", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 7 }),
      fc.integer({ min: 1, max: 3 }),
      async (at, dilationRate) => {
        const layer = built(layers.conv1d(2, 3, { padding: "causal", dilationRate }), [8, 1]);
        const before = wave([1, 8, 1], 1);
        const after = float32(
          before.data.map((x, t) => (t >= at ? x + 1 : x)),
          [1, 8, 1],
        );
        const [a, b] = [await runLayer(layer, [before]), await runLayer(layer, [after])];
        expect(numbers(a.y).slice(0, 2 * at)).toEqual(numbers(b.y).slice(0, 2 * at));
        expect(numbers(a.y).slice(2 * at)).not.toEqual(numbers(b.y).slice(2 * at));
      },
    ),
    { numRuns: 12 },
  );
});

test("batch normalization moves its statistics towards the batch's, and keeps them when frozen", async () => {
  const layer = built(layers.batchNormalization({ momentum: 0.75 }), [2]);
  const x = float32([1, 0, 3, 0, 5, 6], [3, 2]); // means 3, 2; biased variances 8/3, 8
  const [, , mean, variance] = layer.weights.map(({ value }) => numbers(value));
  const { updates, dw } = await runLayer(layer, [x], { isTraining: true });
  const quarter = (old: number[] = [], now: number[]) =>
    old.map((v, i) => 0.75 * v + 0.25 * (now[i] as number));
  agree(numbers(updates.get("movingMean") as NdArray), quarter(mean, [3, 2]), 6);
  agree(numbers(updates.get("movingVariance") as NdArray), quarter(variance, [8 / 3, 8]), 6);
  expect(dw.map(({ weight }) => weight.name.split("/")[1])).toEqual(["gamma", "beta"]);
  layer.isTrainable = false;
  const frozen = await runLayer(layer, [x], { isTraining: true });
  expect(frozen.updates.size).toBe(0);
  expect(frozen.dw).toEqual([]);
});

test("batch normalization leaves padded steps out of its statistics", async () => {
  const layer = built(layers.batchNormalization({ momentum: 0 }), [3, 1]);
  const x = float32([1, 3, 99, 5, -99, 99], [2, 3, 1]); // real: 1, 3, 5
  const { updates } = await runLayer(layer, [x], {
    isTraining: true,
    masks: [
      mask([
        [1, 1, 0],
        [1, 0, 0],
      ]),
    ],
  });
  agree(numbers(updates.get("movingMean") as NdArray), [3], 5);
  agree(numbers(updates.get("movingVariance") as NdArray), [8 / 3], 5);
});

test("global average pooling takes the mean of the real steps", async () => {
  const layer = built(layers.globalAveragePooling1d(), [3, 1]);
  const { y } = await runLayer(layer, [float32([1, 3, 99, 5, 99, 99], [2, 3, 1])], {
    masks: [
      mask([
        [1, 1, 0],
        [1, 0, 0],
      ]),
    ],
  });
  expect(numbers(y)).toEqual([2, 5]);
});

test("masking marks and zeroes steps that are all of its value", async () => {
  const layer = built(layers.masking({ maskValue: -1 }), [3, 2]);
  const run = await runLayer(layer, [float32([1, 2, -1, -1, -1, 0], [1, 3, 2])]);
  expect(numbers(run.mask as NdArray)).toEqual([1, 0, 1]);
  expect(numbers(run.y).map((v) => v + 0)).toEqual([1, 2, 0, 0, -1, 0]);
});

test("masks merge: both for values joined by element, one behind the other along time", async () => {
  const both = [wave([1, 2, 1], 1), wave([1, 2, 1], 2)];
  const masks = [mask([[1, 0]]), mask([[1, 1]])];
  const add = await runLayer(built(layers.add(), [2, 1], [2, 1]), both, { masks });
  expect(numbers(add.mask as NdArray)).toEqual([1, 0]);
  const joined = built(layers.concatenate({ axis: 1 }), [2, 1], [2, 1]);
  expect(numbers((await runLayer(joined, both, { masks })).mask as NdArray)).toEqual([1, 0, 1, 1]);
  const half = await runLayer(joined, both, { masks: masks.slice(0, 1) });
  expect(numbers(half.mask as NdArray)).toEqual([1, 0, 1, 1]);
});

test("noise keeps the mean, and has the spread its formula gives", async () => {
  const n = 20_000;
  const x = float32(new Float32Array(n).fill(1), [1, n]);
  const spread = async (layer: Layer, value = x) => {
    const y = numbers((await runLayer(built(layer, [n]), [value], { isTraining: true })).y);
    const mean = y.reduce((a, b) => a + b, 0) / n;
    return { mean, deviation: Math.sqrt(y.reduce((a, b) => a + (b - mean) ** 2, 0) / n), y };
  };
  // Five standard errors of a mean or deviation of 20,000 draws of deviation 1 are below 0.04.
  const near = ({ mean, deviation }: { mean: number; deviation: number }, expected: [number, number]) => {
    expect(Math.abs(mean - expected[0])).toBeLessThan(0.04);
    expect(Math.abs(deviation - expected[1])).toBeLessThan(0.04);
  };
  const dropped = await spread(layers.dropout(0.25));
  expect(new Set(dropped.y.map((v) => v.toFixed(4)))).toEqual(new Set(["0.0000", "1.3333"]));
  near(dropped, [1, Math.sqrt(0.25 / 0.75)]);
  near(await spread(layers.gaussianDropout(0.2)), [1, 0.5]);
  near(await spread(layers.gaussianNoise(0.7)), [1, 0.7]);
  near(await spread(layers.alphaDropout(0.3), draws([1, n], 3)), [0, 1]);
});

test("spatial dropout drops whole channels", async () => {
  const layer = built(layers.spatialDropout2d(0.5), [3, 2, 40]);
  const ones = float32(new Float32Array(2 * 240).fill(1), [2, 3, 2, 40]);
  const y = numbers((await runLayer(layer, [ones], { isTraining: true })).y);
  const cell = (n: number, p: number) => y.slice((n * 6 + p) * 40, (n * 6 + p + 1) * 40);
  for (const n of [0, 1]) for (let p = 1; p < 6; p++) expect(cell(n, p)).toEqual(cell(n, 0));
  expect(cell(0, 0)).not.toEqual(cell(1, 0));
  expect(new Set(y)).toEqual(new Set([0, 2]));
});

test("Glorot limits follow Keras' fans of each kernel", () => {
  const fans = (layer: Layer, shape: number[]) => {
    layer(input({ shape }));
    return layer.weights.map(({ fans: { fanIn, fanOut } }) => [fanIn, fanOut]);
  };
  const one = { useBias: false };
  expect(fans(layers.conv2d(8, [3, 2], one), [9, 9, 4])).toEqual([[24, 48]]);
  expect(fans(layers.conv2d(8, 3, { groups: 2, ...one }), [9, 9, 4])).toEqual([[18, 72]]);
  expect(fans(layers.depthwiseConv2d(3, { depthMultiplier: 2, ...one }), [9, 9, 4])).toEqual([[36, 18]]);
  expect(fans(layers.conv2dTranspose(8, 3, one), [9, 9, 4])).toEqual([[72, 36]]);
  expect(fans(layers.separableConv1d(8, 3, one), [9, 4])).toEqual([
    [12, 3],
    [4, 8],
  ]);
});

test("an orthogonal kernel has orthonormal filters", () => {
  const x = input({ shape: [5, 5, 2] });
  const layer = layers.conv2d(4, 3, { kernelInitializer: "orthogonal", useBias: false });
  network([x], [layer(x)], 7);
  const kernel = numbers((layer.weights[0] as Layer["weights"][0]).value);
  const row = (f: number) => kernel.slice(f * 18, (f + 1) * 18);
  for (const f of [0, 1, 2, 3])
    for (const g of [0, 1, 2, 3])
      expect(row(f).reduce((sum, v, k) => sum + v * (row(g)[k] as number), 0)).toBeCloseTo(
        f === g ? 1 : 0,
        5,
      );
});

test("pixels of any type are rescaled to floats", () => {
  const layer = layers.rescaling(1 / 255);
  const pixels = graphInput("pixels", ["batch", 2, 2, 3], "uint8");
  const none = { isTraining: false, masks: [], update: () => {}, addLoss: () => {} };
  expect(layer.run([pixels], none).outputs[0]).toMatchObject({ dtype: "float32", shape: ["batch", 2, 2, 3] });
});
