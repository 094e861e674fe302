import { expect, test } from "vitest";
import { type NdArray, ndArray } from "../../array/ndArray.ts";
import { agree, golden } from "../../testing/golden.ts";
import { runLayer, setWeights, waves } from "../../testing/layerCheck.ts";
import { input } from "../input.ts";
import type { Layer } from "../layer.ts";
import { multiHeadAttention } from "./multiHeadAttention.ts";
import { transformerEncoder } from "./transformerEncoder.ts";

const reference = golden("recurrent");

async function expectSame(
  layer: Layer,
  key: string,
  { shapes = [[4, 6]], batch = 2, masks = [] as NdArray[] } = {},
) {
  layer(...shapes.map((shape) => input({ shape })));
  setWeights(layer);
  const run = await runLayer(layer, waves(shapes, batch), { isTraining: true, masks });
  agree([...run.y.data].map(Number), reference.list(`${key}/y`), 5);
  run.dx.forEach((dx, i) => {
    agree([...dx.data].map(Number), reference.list(`${key}/dx/${i}`), 4);
  });
  run.dw.forEach(({ value }, i) => {
    agree([...value.data].map(Number), reference.list(`${key}/dw/${i}`), 4);
  });
  expect(run.dw.length).toBe(layer.weights.length);
}

test.each([2, 3])("self-attention gives PyTorch's values and gradients for a batch of %d", async (batch) => {
  await expectSame(multiHeadAttention(2, 3), `selfAttention/${batch}`, { batch });
});

test.each([2, 3])("attention to other series gives PyTorch's, for a batch of %d", async (batch) => {
  const shapes = [
    [3, 6],
    [4, 5],
  ];
  await expectSame(multiHeadAttention(2, 3), `crossAttention/${batch}`, { shapes, batch });
});

test("with a causal mask PyTorch's", async () => {
  await expectSame(multiHeadAttention(2, 3, { useCausalMask: true }), "selfAttention/causal");
});

test("the encoder block gives PyTorch's TransformerEncoderLayer, normalising after and before", async () => {
  await expectSame(transformerEncoder({ heads: 2, units: 8 }), "encoder/after");
  const first = transformerEncoder({ heads: 2, units: 8, activation: "gelu", normalizeFirst: true });
  await expectSame(first, "encoder/first", { batch: 3 });
});

test("keys that are padding get no weight, as PyTorch's key_padding_mask", async () => {
  const layer = multiHeadAttention(2, 3);
  layer(input({ shape: [4, 6] }));
  setWeights(layer);
  const values = waves([[4, 6]], 2);
  const mask = ndArray(Uint8Array.of(1, 1, 1, 1, 1, 1, 0, 0), [2, 4], "bool");
  // The mask of the values alone, so that queries at padded steps are asked as PyTorch asks them.
  const [x] = values as [NdArray];
  const run = await runLayer(layer, [x, x], { masks: [undefined, mask] });
  agree([...run.y.data].map(Number), reference.list("selfAttention/padded/y"), 5);
});
