import { expect, test } from "vitest";
import { float32, int32, type NdArray, ndArray } from "../../array/ndArray.ts";
import { agree, golden } from "../../testing/golden.ts";
import { layerGradientError, runLayer, setWeights, waves } from "../../testing/layerCheck.ts";
import { input } from "../input.ts";
import { layerFrom } from "../layer.ts";
import { embedding } from "./embedding.ts";
import { positionEmbedding } from "./positionEmbedding.ts";
import { rotaryEmbedding } from "./rotaryEmbedding.ts";
import { sinePositionEncoding } from "./sinePositionEncoding.ts";

const reference = golden("recurrent");
const ids = [1, 4, 1, 0, 2, 1];

test.each<[string, NdArray]>([
  ["int32", int32(ids, [2, 3])],
  ["int64", ndArray(BigInt64Array.from(ids, BigInt), [2, 3], "int64")],
  [
    "float32",
    float32(
      ids.map((id) => id + 0.25),
      [2, 3],
    ),
  ],
])(
  "embedding of %s ids gives PyTorch's rows, and adds their gradients where ids repeat",
  async (_, values) => {
    const layer = embedding(5, 3);
    expect(layer(input({ shape: [3], dtype: values.dtype })).shape).toEqual(["batch", 3, 3]);
    setWeights(layer);
    const { y, dw } = await runLayer(layer, [values], { isTraining: true });
    agree([...y.data].map(Number), reference.list("embedding/y"), 6);
    const [slope] = dw.map(({ value }) => value);
    agree([...(slope as NdArray).data].map(Number), reference.list("embedding/dw/0"), 6);
  },
);

test("with maskZero id 0 is padding; without it a mask given goes on", async () => {
  const run = async (maskZero: boolean) => {
    const layer = embedding(5, 3, { maskZero });
    layer(input({ shape: [3], dtype: "int32" }));
    setWeights(layer);
    return (await runLayer(layer, [int32(ids, [2, 3])])).mask;
  };
  expect([...((await run(true)) as NdArray).data]).toEqual([1, 1, 1, 0, 1, 1]);
  expect(await run(false)).toBeUndefined();
});

test("an id out of range stops the run", async () => {
  const layer = embedding(5, 3);
  layer(input({ shape: [3], dtype: "int32" }));
  setWeights(layer);
  await expect(runLayer(layer, [int32([1, 5, 0], [1, 3])])).rejects.toThrow(
    /idx=5 must be within .*\[-5,4\]/,
  );
});

test("sine positions are Vaswani's formula: sin and cos of p / 10000^(2i/d)", async () => {
  const layer = sinePositionEncoding();
  layer(input({ shape: [3, 4] }));
  const { y } = await runLayer(layer, [float32(new Float32Array(12), [1, 3, 4])]);
  // 10000^(2/4) = 100: features 2 and 3 turn by p / 100.
  const want = [0, 1, 2].flatMap((p) => [Math.sin(p), Math.cos(p), Math.sin(p / 100), Math.cos(p / 100)]);
  agree([...y.data].map(Number), want, 6);
});

test("rotary positions keep lengths, and products of turned vectors hang on their distance only", async () => {
  const layer = rotaryEmbedding();
  layer(input({ shape: [6, 4] }));
  const same = Array.from({ length: 6 }, () => [0.3, -1, 2, 0.7]).flat();
  const { y } = await runLayer(layer, [float32(same, [1, 6, 4])]);
  const at = (p: number) => [...y.data.slice(4 * p, 4 * p + 4)].map(Number);
  const product = (p: number, q: number) => at(p).reduce((sum, v, i) => sum + v * (at(q)[i] as number), 0);
  expect(at(0)).toEqual([0.3, -1, 2, 0.7].map(Math.fround));
  expect(product(3, 3)).toBeCloseTo(product(0, 0), 5);
  expect(product(4, 1)).toBeCloseTo(product(5, 2), 5);
  expect(Math.abs(product(4, 1) - product(0, 0))).toBeGreaterThan(0.1);
});

test("position layers have the gradients that central differences give, and come back from plain config", async () => {
  for (const layer of [
    positionEmbedding(6),
    sinePositionEncoding({ maxWavelength: 50 }),
    rotaryEmbedding(),
  ]) {
    layer(input({ shape: [5, 4] }));
    setWeights(layer);
    const values = waves([[5, 4]], 2);
    expect(await layerGradientError(layer, values)).toBeLessThan(2e-3);
    const again = layerFrom(layer.kind, JSON.parse(JSON.stringify(layer.config)));
    again(input({ shape: [5, 4] }));
    setWeights(again);
    expect((await runLayer(again, values)).y.data).toEqual((await runLayer(layer, values)).y.data);
  }
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
  const series = input({ shape: [8, 4] });
  expect([
    message(() => embedding(0, 3)),
    message(() => positionEmbedding(6)(series)),
    message(() => sinePositionEncoding()(input({ shape: ["time", 4] }))),
    message(() => rotaryEmbedding()(input({ shape: [8, 3] }))),
  ]).toMatchInlineSnapshot(`
    [
      "embedding was given a hyperparameter it does not take: Too small: expected number to be >0. Received: {"inputDim":0,"outputDim":3}. Mend the option named; the layer's documentation lists them.",
      "position_embedding: expected at most 6 steps. Received: inputs [batch, 8, 4]; 8 steps. Raise sequenceLength, or cut the series.",
      "sine_position_encoding: expected series [batch, time, features] of known length. Received: inputs [batch, time, 4]. Give the input a number of steps.",
      "rotary_embedding: rotaryEmbedding cannot take these shapes. Received: inputs [batch, 8, 3]; [batch, 8, 3]. Give an even number of features.",
    ]
  `);
});
