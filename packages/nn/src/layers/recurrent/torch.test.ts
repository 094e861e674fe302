import { describe, expect, test } from "vitest";
import { type NdArray, ndArray } from "../../array/ndArray.ts";
import { agree, golden } from "../../testing/golden.ts";
import { runLayer, setWeights, waves } from "../../testing/layerCheck.ts";
import { input } from "../input.ts";
import type { Layer } from "../layer.ts";
import { bidirectional } from "./bidirectional.ts";
import { gru } from "./gru.ts";
import { lstm } from "./lstm.ts";
import { simpleRnn } from "./simpleRnn.ts";

const reference = golden("recurrent");
const makes = { lstm, gru, rnn: simpleRnn };
const built = (layer: Layer): Layer => {
  layer(input({ shape: [5, 4] }));
  setWeights(layer);
  return layer;
};

/** Both graphs: the one that trains (a loop), the one that predicts (ONNX's operator where there is one). */
async function expectSame(layer: Layer, key: string, batch: number, masks: NdArray[] = []) {
  for (const isTraining of [true, false]) {
    const run = await runLayer(layer, waves([[5, 4]], batch), { isTraining, masks });
    agree([...run.y.data].map(Number), reference.list(`${key}/y`), 5);
    agree([...(run.dx[0] as NdArray).data].map(Number), reference.list(`${key}/dx/0`), 5);
    run.dw.forEach(({ value }, i) => {
      agree([...value.data].map(Number), reference.list(`${key}/dw/${i}`), 5);
    });
    expect(run.dw.length).toBe(layer.weights.length);
  }
}

describe.each(["lstm", "gru", "rnn"] as const)("%s gives PyTorch's values and gradients", (kind) => {
  test.each([2, 3])("for a batch of %d", async (batch) => {
    await expectSame(built(makes[kind](3, { returnSequences: true })), `${kind}/${batch}`, batch);
  });

  test("from both ends, the weights of the layer forwards first", async () => {
    const both = built(bidirectional(makes[kind](3, { returnSequences: true })));
    await expectSame(both, `${kind}/bidirectional`, 2);
  });

  test("for padded series of 5, 3 and 2 steps, as PyTorch's packed ones", async () => {
    const both = built(bidirectional(makes[kind](3, { returnSequences: true })));
    const mask = Uint8Array.from([5, 3, 2].flatMap((n) => [0, 1, 2, 3, 4].map((t) => (t < n ? 1 : 0))));
    await expectSame(both, `${kind}/padded`, 3, [ndArray(mask, [3, 5], "bool")]);
  });
});
