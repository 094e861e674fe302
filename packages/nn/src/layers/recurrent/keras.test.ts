import { describe, expect, test } from "vitest";
import { float32, type NdArray, ndArray } from "../../array/ndArray.ts";
import { input as graphInput } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { evaluate } from "../../runtime/evaluate.ts";
import { agree } from "../../testing/golden.ts";
import { setWeights, waves } from "../../testing/layerCheck.ts";
import { input } from "../input.ts";
import type { Layer } from "../layer.ts";
import { gru } from "./gru.ts";
import {
  type Cell,
  gruCell,
  kerasRnn,
  lstmCell,
  type Matrix,
  simpleCell,
  type Vector,
} from "./keras.fixture.ts";
import { lstm } from "./lstm.ts";
import { simpleRnn } from "./simpleRnn.ts";

const [time, features, units] = [5, 4, 3];
const rowsOf = ({ data, shape }: NdArray, width = shape.at(-1) as number): Matrix =>
  Array.from({ length: data.length / width }, (_, r) =>
    Array.from(data.subarray(r * width, (r + 1) * width), Number),
  );
type Options = Parameters<typeof lstm>[1] & { resetAfter?: boolean };

/** The layer and its cell in plain loops, with the same weights. */
const kinds: Record<string, { make: (options: Options) => Layer; states: number; cell: (l: Layer) => Cell }> =
  {
    lstm: {
      make: (options) => lstm(units, options),
      states: 2,
      cell: ({ weights: [w, u, b] }) =>
        lstmCell(units, numbersOf(w), numbersOf(u), numbersOf(b)[0] as Vector),
    },
    gru: {
      make: (options) => gru(units, options),
      states: 1,
      cell: ({ weights: [w, u, b] }) => gruCell(units, numbersOf(w), numbersOf(u), numbersOf(b), true),
    },
    "gru, reset before the product": {
      make: (options) => gru(units, { ...options, resetAfter: false }),
      states: 1,
      cell: ({ weights: [w, u, b] }) => gruCell(units, numbersOf(w), numbersOf(u), numbersOf(b), false),
    },
    simpleRnn: {
      make: (options) => simpleRnn(units, options),
      states: 1,
      cell: ({ weights: [w, u, b] }) =>
        simpleCell(units, numbersOf(w), numbersOf(u), numbersOf(b)[0] as Vector),
    },
  };
const numbersOf = (weight: Layer["weights"][number] | undefined): Matrix => rowsOf(weight?.value as NdArray);

const masks = {
  none: undefined,
  "padding behind": [1, 1, 1, 0, 0, 1, 1, 1, 1, 1],
  "padding in front": [0, 0, 1, 1, 1, 0, 1, 1, 1, 1],
  "gaps, and nothing at all": [1, 0, 1, 0, 1, 0, 0, 0, 0, 0],
};

/** All outputs of a layer with returnState, for both graphs; initial states follow the series. */
async function outputsOf(
  layer: Layer,
  values: readonly NdArray[],
  mask: NdArray | undefined,
  isTraining: boolean,
) {
  const xs = values.map((v, i) => graphInput(`x${i}`, ["batch", ...v.shape.slice(1)]));
  const real = mask && graphInput("mask", ["batch", time], "bool");
  const { outputs } = layer.run(xs, { isTraining, masks: [real], update: () => {}, addLoss: () => {} });
  const feeds = new Map<Tensor, NdArray>(xs.map((x, i) => [x, values[i] as NdArray]));
  if (real && mask) feeds.set(real, mask);
  return evaluate(outputs, feeds);
}

describe.each(Object.keys(kinds))("%s is Keras' loop", (kind) => {
  const { make, states, cell } = kinds[kind] as (typeof kinds)[string];
  const cases = Object.entries(masks).flatMap(([name, mask]) =>
    [false, true].flatMap((goBackwards) =>
      [false, true].map((given) => ({ name, mask, goBackwards, given })),
    ),
  );

  test.each(cases)("mask: $name, backwards: $goBackwards, initial states: $given", async (one) => {
    const { mask, goBackwards, given } = one;
    for (const returnSequences of [true, false]) {
      const layer = make({ returnSequences, returnState: true, goBackwards });
      layer.apply([input({ shape: [time, features] })]);
      setWeights(layer);
      const starts = waves(
        Array.from({ length: states }, () => [units]),
        2,
      );
      const [x] = waves([[time, features]], 2) as [NdArray];
      const real = mask && ndArray(Uint8Array.from(mask), [2, time], "bool");
      const want = [0, 1].map((row) =>
        kerasRnn(cell(layer), rowsOf(x).slice(row * time, (row + 1) * time), {
          start: starts.map((s) => (given ? (rowsOf(s)[row] as Vector) : Array<number>(units).fill(0))),
          mask: mask?.slice(row * time, (row + 1) * time),
          goBackwards,
        }),
      );
      for (const isTraining of [true, false]) {
        const got = await outputsOf(layer, given ? [x, ...starts] : [x], real, isTraining);
        const shown = want.flatMap(({ outputs, last }) => (returnSequences ? outputs.flat() : last));
        agree([...(got[0] as NdArray).data].map(Number), shown, 5);
        for (let i = 0; i < states; i++)
          agree(
            [...(got[i + 1] as NdArray).data].map(Number),
            want.flatMap((w) => w.states[i] as Vector),
            5,
          );
      }
    }
  });

  test("with zeroOutputForMask masked steps of the sequence are zeros", async () => {
    const layer = make({ returnSequences: true, zeroOutputForMask: true });
    layer(input({ shape: [time, features] }));
    setWeights(layer);
    const [x] = waves([[time, features]], 1) as [NdArray];
    const mask = [1, 0, 1, 1, 0];
    const real = ndArray(Uint8Array.from(mask), [1, time], "bool");
    const want = kerasRnn(cell(layer), rowsOf(x), {
      start: Array.from({ length: states }, () => Array<number>(units).fill(0)),
      mask,
      zeroOutputForMask: true,
    });
    const [y] = (await outputsOf(layer, [x], real, true)) as [NdArray];
    agree([...y.data].map(Number), want.outputs.flat(), 5);
    expect([...y.data.slice(units, 2 * units)]).toEqual([0, 0, 0]);
  });

  test("the length of series may be known only when the graph runs", async () => {
    const layer = make({ returnSequences: true });
    layer(input({ shape: ["time", features] }));
    setWeights(layer);
    for (const steps of [2, 7]) {
      const [x] = waves([[steps, features]], 1) as [NdArray];
      const t = graphInput("x", ["batch", "time", features]);
      const { outputs } = layer.run([t], {
        isTraining: true,
        masks: [],
        update: () => {},
        addLoss: () => {},
      });
      const [y] = (await evaluate(outputs, new Map([[t, x]]))) as [NdArray];
      const start = Array.from({ length: states }, () => Array<number>(units).fill(0));
      agree([...y.data].map(Number), kerasRnn(cell(layer), rowsOf(x), { start }).outputs.flat(), 5);
    }
  });
});

test("dropout while training takes the same features of all steps of a series, and none when predicting", async () => {
  // Kernel 1 and recurrent kernel 0: the output is the dropped input.
  const layer = simpleRnn(1, { dropout: 0.5, activation: "linear", returnSequences: true, useBias: false });
  layer(input({ shape: [time, 1] }));
  const [kernel, recurrent] = layer.weights as [Layer["weights"][number], Layer["weights"][number]];
  kernel.value = float32([1], [1, 1]);
  recurrent.value = float32([0], [1, 1]);
  const ones = float32(new Float32Array(40 * time).fill(1), [40, time, 1]);
  const [trained] = (await outputsOf(layer, [ones], undefined, true)) as [NdArray];
  const series = rowsOf(trained, time);
  expect(new Set(series.map(String))).toEqual(new Set(["0,0,0,0,0", "2,2,2,2,2"]));
  const [predicted] = (await outputsOf(layer, [ones], undefined, false)) as [NdArray];
  expect(new Set(rowsOf(predicted, 1).flat())).toEqual(new Set([1]));
});

test("recurrentDropout scales the state by one draw for all steps", async () => {
  const layer = simpleRnn(1, {
    recurrentDropout: 0.5,
    activation: "linear",
    returnSequences: true,
    useBias: false,
  });
  layer(input({ shape: [time, 1] }));
  for (const weight of layer.weights) weight.value = float32([1], [1, 1]);
  const ones = float32(new Float32Array(40 * time).fill(1), [40, time, 1]);
  const [y] = (await outputsOf(layer, [ones], undefined, true)) as [NdArray];
  // Kept: h = 1 + 2h; dropped: h = 1.
  expect(new Set(rowsOf(y, time).map(String))).toEqual(new Set(["1,1,1,1,1", "1,3,7,15,31"]));
});
