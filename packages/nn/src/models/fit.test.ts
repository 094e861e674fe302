import { random } from "@lepton/core";
import { expect, test } from "vitest";
import { array, float32, int32, sliceRows } from "../array/ndArray.ts";
import { arrays, type Dataset } from "../data/dataset.ts";
import { dense } from "../layers/core/dense.ts";
import { embedding } from "../layers/embedding/embedding.ts";
import { input } from "../layers/input.ts";
import { dropout } from "../layers/noise/dropout.ts";
import { adam } from "../optimizers/adam.ts";
import { sgd } from "../optimizers/sgd.ts";
import { cosineDecay } from "../schedules/cosine.ts";
import { model, sequential } from "./build.ts";
import type { CompileOptions } from "./compile.ts";

/** y = x0 − 2·x1 + 0.1·noise over normal x [n, 3]. */
function line(n: number, seed = 1) {
  const { normal } = random(seed);
  const x = float32(Float32Array.from({ length: 3 * n }, normal), [n, 3]);
  const y = float32(
    Float32Array.from(
      { length: n },
      (_, i) => (x.data[3 * i] ?? 0) - 2 * (x.data[3 * i + 1] ?? 0) + normal() / 10,
    ),
    [n, 1],
  );
  return { x, y };
}
const small = (options: Partial<CompileOptions> = {}, seed = 4) =>
  sequential([input({ shape: [3] }), dense(16, { activation: "relu" }), dropout(0.1), dense(1)], {
    seed,
  }).compile({
    optimizer: adam(0.01),
    loss: "meanSquaredError",
    metrics: ["mae", "r2"],
    worker: false,
    ...options,
  });

test("the same seed gives the same losses bit by bit, in a thread and in place; another seed gives others", async () => {
  const { x, y } = line(200);
  const schedule = cosineDecay({ initialLearningRate: 0.02, decaySteps: 30 });
  const losses = async (worker: boolean, seed: number) => {
    const net = small({ worker, optimizer: adam(schedule) }, seed);
    const { metrics } = await net.fit(x, y, { epochs: 4, validationSplit: 0.25 });
    const after = { metrics, weights: await net.getWeights(), predicted: await net.predict(x) };
    await net.close();
    return after;
  };
  const [inPlace, again, threaded, other] = [
    await losses(false, 4),
    await losses(false, 4),
    await losses(true, 4),
    await losses(true, 5),
  ];
  expect(again).toEqual(inPlace);
  expect(threaded).toEqual(inPlace);
  expect(other.metrics.loss).not.toEqual(inPlace.metrics.loss);
  expect(Object.keys(inPlace.metrics)).toEqual(["loss", "mae", "r2", "val_loss", "val_mae", "val_r2"]);
});

test("batches that come one by one train the same model as the arrays they are cut from", async () => {
  const { x, y } = line(100);
  const whole = arrays({ inputs: [x], targets: [y], batchSize: 32 });
  const stream: Dataset = {
    async *batches(epoch) {
      for (const batch of whole.batches(epoch)) yield batch;
    },
  };
  const trained = async (data: Dataset, worker: boolean) => {
    const net = small({ worker });
    const { metrics } = await net.fit(data, { epochs: 3, stepsPerEpoch: 3 });
    await net.close();
    return metrics.loss;
  };
  const expected = await trained(whole, false);
  expect(await trained(stream, false)).toEqual(expected);
  expect(await trained(stream, true)).toEqual(expected);
  // The dataset's own memory is still there.
  expect(x.data.length).toBe(300);
});

test("held-out error is far below that of the mean, and R² near what the noise allows", async () => {
  const [{ x, y }, held] = [line(400), line(200, 2)];
  const net = sequential([input({ shape: [3] }), dense(1)]);
  net.compile({ optimizer: adam(0.05), loss: "meanSquaredError", metrics: ["r2"], worker: false });
  await net.fit(x, y, { epochs: 30 });
  const { loss, r2 } = await net.evaluate(held.x, held.y);
  const mean = y.data.reduce((a, b) => a + b, 0) / y.data.length;
  const ofMean = held.y.data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 200;
  expect(loss).toBeLessThan(ofMean / 100);
  // Variance 5 of the signal, 0.01 of the noise.
  expect(r2).toBeGreaterThan(0.99);
  await net.close();
});

test.each([false, true])(
  "an abort ends training within the epoch and leaves weights that work (thread: %s)",
  async (worker) => {
    const { x, y } = line(640);
    const net = small({ worker });
    const before = await net.getWeights();
    const stop = new AbortController();
    const seen: number[] = [];
    const { ended, epochs } = await net.fit(x, y, {
      epochs: 50,
      batchSize: 32,
      signal: stop.signal,
      callbacks: [
        {
          onBatchEnd: (batch) => {
            seen.push(batch);
            if (seen.length === 25) stop.abort();
          },
        },
      ],
    });
    expect([ended, epochs, seen.length]).toEqual(["aborted", [0], 25]);
    expect(net.trainer.step).toBe(25);
    expect((await net.getWeights())[0]?.data).not.toEqual(before[0]?.data);
    expect((await net.predict(x)).data.every(Number.isFinite)).toBe(true);
    await expect(net.evaluate(x, y, { signal: stop.signal })).rejects.toThrow(/abort/i);
    expect((await net.fit(x, y)).ended).toBe("done");
    await net.close();
  },
);

test("class weights move the decision towards the rare class", async () => {
  const { normal } = random(3);
  const labels = Int32Array.from({ length: 600 }, (_, i) => (i % 10 === 0 ? 1 : 0));
  const x = float32(
    Float32Array.from(labels, (label) => label + normal()),
    [600, 1],
  );
  const share = async (classWeights?: Record<number, number>) => {
    const net = sequential([input({ shape: [1] }), dense(2, { activation: "softmax" })], { seed: 1 });
    net.compile({ optimizer: adam(0.05), loss: "sparseCategoricalCrossentropy", worker: false });
    await net.fit(x, int32(labels), { epochs: 15, ...(classWeights ? { classWeights } : {}) });
    const { data } = await net.predict(x);
    await net.close();
    return labels.filter((_, i) => (data[2 * i + 1] as number) > 0.5).length / 600;
  };
  // The classes meet at x = 0.5 when they weigh alike: P(z > 0.5)·0.9 + P(z > −0.5)·0.1 = 0.347.
  expect(await share()).toBeLessThan(0.06);
  expect(Math.abs((await share({ 1: 9 })) - 0.347)).toBeLessThan(0.06);
});

test("sample weights of 0 leave samples out", async () => {
  const { x, y } = line(64);
  const wrong = float32(
    y.data.map((value, i) => (i < 32 ? 100 : value)),
    [64, 1],
  );
  const weights = Float32Array.from({ length: 64 }, (_, i) => (i < 32 ? 0 : 1));
  const net = sequential([input({ shape: [3] }), dense(1)]);
  net.compile({ optimizer: adam(0.05), loss: "meanSquaredError", worker: false });
  await net.fit(x, wrong, { epochs: 150, sampleWeights: weights });
  const { loss } = await net.evaluate(sliceRows(x, 32, 64), sliceRows(y, 32, 64));
  expect(loss).toBeLessThan(0.05);
  await net.close();
});

test("what stands at padded steps changes neither loss nor weights", async () => {
  const ids = int32([1, 2, 0, 0, 3, 1, 2, 0], [2, 4]);
  const trained = async (padding: number) => {
    const net = sequential(
      [input({ shape: [4], dtype: "int32" }), embedding(5, 3, { maskZero: true }), dense(1)],
      { seed: 6 },
    );
    net.compile({ optimizer: sgd(0.1), loss: "meanSquaredError", worker: false });
    const targets = float32(
      ids.data.map((id) => (id === 0 ? padding : id)),
      [2, 4, 1],
    );
    const { metrics } = await net.fit(ids, targets, { epochs: 3 });
    const [embeddings, ...others] = await net.getWeights();
    await net.close();
    return [metrics.loss, embeddings?.data.slice(3), others];
  };
  expect(await trained(1000)).toEqual(await trained(-3));
});

test("without shuffling the last rows are held out; else they are drawn by seed", async () => {
  const x = array(Array.from({ length: 10 }, (_, i) => [i]));
  const net = sequential([input({ shape: [1] }), dense(1, { kernelInitializer: "zeros" })]);
  const judged = async (shuffle: boolean) => {
    net.compile({ optimizer: sgd(1e-12), loss: "meanSquaredError", worker: false });
    const { metrics } = await net.fit(x, x, { validationSplit: 0.2, shuffle });
    return metrics.val_loss?.[0];
  };
  expect(await judged(false)).toBeCloseTo((8 ** 2 + 9 ** 2) / 2, 4);
  expect(await judged(true)).not.toBeCloseTo((8 ** 2 + 9 ** 2) / 2, 4);
  await net.close();
});

test("two inputs, two outputs and a shared layer: losses and metrics carry the outputs' names", async () => {
  const a = input({ shape: [3], name: "a" });
  const b = input({ shape: [3], name: "b" });
  const shared = dense(8, { activation: "tanh" });
  const near = dense(1, { name: "near" })(shared(a));
  const far = dense(1, { name: "far" })(shared(b));
  const net = model({ inputs: [a, b], outputs: [near, far] });
  net.compile({
    optimizer: adam(0.03),
    loss: ["meanSquaredError", "meanAbsoluteError"],
    lossWeights: [1, 0.5],
    metrics: ["r2"],
    worker: false,
  });
  const { x, y } = line(200);
  const { metrics } = await net.fit([x, x], [y, y], { epochs: 30 });
  expect(Object.keys(metrics)).toEqual(["loss", "near_loss", "far_loss", "near_r2", "far_r2"]);
  const { loss, near_loss, far_loss, near_r2 } = await net.evaluate([x, x], [y, y]);
  expect(loss).toBeCloseTo((near_loss as number) + (far_loss as number) / 2, 4);
  expect(near_r2).toBeGreaterThan(0.8);
  expect((await net.predictAll([x, x])).map(({ shape }) => shape)).toEqual([
    [200, 1],
    [200, 1],
  ]);
  await expect(net.predict([x, x])).rejects.toMatchObject({ code: "NN_OUTPUTS_SEVERAL" });
  await net.close();
});

test("a thread that ends under a training is told as an error; the model can be trained again", async () => {
  const { x, y } = line(64);
  const net = small({ worker: true });
  await net.fit(x, y);
  const [before] = await net.getWeights();
  const training = net.fit(x, y, {
    epochs: 1000,
    callbacks: [{ onBatchEnd: (batch, _, of) => void (batch === 1 && of.close()) }],
  });
  await expect(training).rejects.toMatchObject({ code: "NN_WORKER_ENDED" });
  const [after] = await net.getWeights();
  expect(after?.data).not.toEqual(before?.data);
  expect((await net.fit(x, y)).ended).toBe("done");
  await net.close();
});
