import { random } from "@lepton/core";
import {
  activation,
  adam,
  batchNormalization,
  conv2d,
  dense,
  dropout,
  flatten,
  float32,
  globalAveragePooling1d,
  input,
  int32,
  type Layer,
  lstm,
  type Model,
  maxPooling2d,
  type NdArray,
  sequential,
  transformerEncoder,
} from "@lepton/nn";

/** A model that trains on one batch again and again, as the peer's does. */
export interface StepCase {
  model: Model;
  x: NdArray;
  y: NdArray;
}

function normals(shape: readonly number[], seed: number): NdArray<"float32"> {
  const { normal } = random(seed);
  return float32(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, normal), shape);
}
function coins(rows: number, seed: number): NdArray<"float32"> {
  const { next } = random(seed);
  return float32(
    Float32Array.from({ length: rows }, () => Number(next() < 0.5)),
    [rows, 1],
  );
}
/** In place: a step's time is then its own, without a message to a thread. */
const compiled = (model: Model): Model =>
  model.compile({ optimizer: adam(1e-3), loss: "binaryCrossentropy", worker: false, threads: 2 });
const binary = (layers: readonly Layer[], shape: readonly number[], batch: number): StepCase => ({
  model: compiled(sequential([input({ shape }), ...layers, dense(1, { activation: "sigmoid" })])),
  x: normals([batch, ...shape], 1),
  y: coins(batch, 2),
});

const convolution = (filters: number) => [conv2d(filters, 3, { activation: "relu" }), maxPooling2d(2)];

/** The reference CNN: 3×3 convolutions of 32, 64, 128 filters with pooling on 150×150×3, 4.8 million weights. */
export const cnn = (batch = 32): StepCase =>
  binary(
    [
      ...convolution(32),
      ...convolution(64),
      ...convolution(128),
      flatten(),
      dense(128, { activation: "relu" }),
      dropout(0.5),
    ],
    [150, 150, 3],
    batch,
  );
export const recurrent = (time: number): StepCase => binary([lstm(128)], [time, 16], 64);
/** Four encoder blocks of width 128 with four heads over 64 steps. */
export const transformer = (): StepCase =>
  binary(
    [
      ...Array.from({ length: 4 }, () =>
        transformerEncoder({ heads: 4, units: 512, dropout: 0.1, activation: "gelu" }),
      ),
      globalAveragePooling1d(),
    ],
    [64, 128],
    32,
  );
/** 100,000 rows of 50 numbers through two layers of 64; in a thread of its own, as users train. */
export function table(): StepCase {
  const net = sequential([
    input({ shape: [50] }),
    dense(64, { activation: "relu" }),
    dense(64, { activation: "relu" }),
    dense(1, { activation: "sigmoid" }),
  ]);
  net.compile({ optimizer: adam(1e-3), loss: "binaryCrossentropy", threads: 2 });
  return { model: net, x: normals([100_000, 50], 3), y: coins(100_000, 4) };
}

/** Fashion-MNIST's network, 0.9 million weights. */
export function fashion(seed = 0): Model {
  const normalised = (filters: number) => [
    conv2d(filters, 3, { padding: "same", useBias: false }),
    batchNormalization(),
    activation("relu"),
  ];
  return sequential(
    [
      input({ shape: [28, 28, 1] }),
      conv2d(32, 3, { padding: "same", activation: "relu" }),
      maxPooling2d(2),
      ...normalised(64),
      maxPooling2d(2),
      ...normalised(128),
      dropout(0.3),
      flatten(),
      dense(128, { activation: "relu" }),
      dropout(0.4),
      dense(10, { activation: "softmax" }),
    ],
    { seed },
  );
}

/** The same over 3,200 made-up pictures; in a thread of its own, as users train. */
export function clothes(): StepCase {
  const net = fashion();
  net.compile({
    optimizer: adam(1e-3),
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
    threads: 2,
  });
  const y = int32(Int32Array.from({ length: 3_200 }, (_, i) => i % 10));
  return { model: net, x: normals([3_200, 28, 28, 1], 5), y };
}

/** Milliseconds of each of so many training steps on the case's batch. */
export async function trainSteps({ model, x, y }: StepCase, steps: number): Promise<number[]> {
  const ms: number[] = [];
  let last = performance.now();
  const batch = { inputs: [x], targets: [y] };
  const data = { size: steps, batches: () => Array.from({ length: steps }, () => batch) };
  await model.fit(data, {
    verbose: 0,
    callbacks: [
      {
        onEpochBegin: () => {
          last = performance.now();
        },
        onBatchEnd: () => {
          const now = performance.now();
          ms.push(now - last);
          last = now;
        },
      },
    ],
  });
  return ms;
}

/** Milliseconds of so many epochs. */
export async function trainEpochs(
  { model, x, y }: StepCase,
  epochs: number,
  batchSize: number,
): Promise<number[]> {
  const ms: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const start = performance.now();
    await model.fit(x, y, { batchSize, verbose: 0 });
    ms.push(performance.now() - start);
  }
  return ms;
}

/** Milliseconds of each of so many predictions of the whole batch. */
export async function predictions({ model, x }: StepCase, count: number): Promise<number[]> {
  const ms: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await model.predict(x, { batchSize: x.shape[0] ?? 1 });
    ms.push(performance.now() - start);
  }
  return ms;
}
