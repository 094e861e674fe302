import { random } from "@lepton/core";
import { expect, test } from "vitest";
import { array, float32 } from "../array/ndArray.ts";
import { dense } from "../layers/core/dense.ts";
import { input } from "../layers/input.ts";
import { batchNormalization } from "../layers/normalization/batchNormalization.ts";
import { adam } from "../optimizers/adam.ts";
import { sgd } from "../optimizers/sgd.ts";
import { model, sequential } from "./build.ts";
import type { Model } from "./model.ts";

const ones = (rows: number, value = 1) => float32(new Float32Array(rows).fill(value), [rows, 1]);

test.each([false, true])(
  "two models that share a layer train the same weight in turns (threads: %s)",
  async (worker) => {
    const x = input({ shape: [1] });
    const shared = dense(1, { useBias: false, kernelInitializer: "ones" });
    const own = dense(1, { useBias: false, kernelInitializer: "ones" });
    const y = shared(x);
    const plain = model({ inputs: [x], outputs: [y] });
    const deep = model({ inputs: [x], outputs: [own(y)] });
    for (const net of [plain, deep]) net.compile({ optimizer: sgd(0.1), loss: "meanSquaredError", worker });
    // w ← w − 0.1 · 2(w·v − t)·v and v ← v − 0.1 · 2(w·v − t)·w, in turns, worked by hand in doubles.
    let [w, v] = [1, 1];
    for (let turn = 0; turn < 3; turn++) {
      await plain.trainOnBatch(ones(1), ones(1, 3));
      w -= 0.2 * (w - 3);
      await deep.trainOnBatch(ones(1), ones(1, 5));
      const error = w * v - 5;
      [w, v] = [w - 0.2 * error * v, v - 0.2 * error * w];
      expect((await plain.predictOnBatch(ones(1)))[0]?.data[0]).toBeCloseTo(w, 5);
      expect((await deep.predict(ones(1))).data[0]).toBeCloseTo(w * v, 4);
    }
    expect((await plain.getWeights())[0]?.data[0]).toBeCloseTo(w, 5);
    // A value set by hand reaches both.
    await plain.setWeights([array([[2]])]);
    const { loss } = await deep.testOnBatch(ones(1), ones(1, 0));
    expect(loss).toBeCloseTo((2 * v) ** 2, 3);
    for (const net of [plain, deep]) await net.close();
  },
);

test("a frozen layer keeps its weights, also when it is frozen or thawed after compiling", async () => {
  const hidden = dense(4, { activation: "tanh" });
  const net = sequential([input({ shape: [1] }), hidden, dense(1)]);
  const step = async () => {
    const before = await net.getWeights();
    await net.trainOnBatch(ones(4), ones(4, 2));
    const after = await net.getWeights();
    return before.map(({ data }, i) => data.some((value, k) => value !== after[i]?.data[k]));
  };
  hidden.isTrainable = false;
  net.compile({ optimizer: "adam", loss: "mse", worker: false });
  expect(await step()).toEqual([false, false, true, true]);
  hidden.isTrainable = true;
  expect(await step()).toEqual([false, false, true, true]);
  net.compile({ optimizer: "adam", loss: "mse", worker: false });
  hidden.isTrainable = false;
  expect(await step()).toEqual([true, true, true, true]);
  for (const layer of net.layers) layer.isTrainable = false;
  net.compile({ optimizer: "adam", loss: "mse", worker: false });
  await expect(net.trainOnBatch(ones(4), ones(4))).rejects.toMatchObject({ code: "NN_NOTHING_TO_TRAIN" });
  await net.close();
});

test("batch normalisation follows the batch while trained; frozen, it uses its moving means and keeps them", async () => {
  const norm = batchNormalization({ momentum: 0.5 });
  const net = sequential([input({ shape: [1] }), norm, dense(1)]);
  net.compile({ optimizer: sgd(1e-9), loss: "mse", worker: false });
  const batch = array([[1], [3]]);
  await net.trainOnBatch(batch, batch);
  // Mean 2, variance 1: halfway there from 0 and 1.
  const moving = async () => (await net.getWeights()).slice(2, 4).map(({ data }) => data[0]);
  expect(await moving()).toEqual([1, 1]);
  norm.isTrainable = false;
  net.compile({ optimizer: sgd(1e-9), loss: "mse", worker: false });
  const trained = await net.trainOnBatch(batch, batch);
  expect(await moving()).toEqual([1, 1]);
  // The graph that trains computes what the one that predicts does.
  expect(trained.loss).toBeCloseTo((await net.testOnBatch(batch, batch)).loss as number, 5);
  await net.close();
});

test("a GAN learns a Gaussian: two optimisers on two models, the discriminator frozen inside the second", async () => {
  const [mean, deviation] = [3, 0.5];
  const { normal } = random(11);
  const batch = 64;
  const noise = (n: number) => float32(Float32Array.from({ length: 4 * n }, normal), [n, 4]);
  const real = (n: number) => Float32Array.from({ length: n }, () => mean + deviation * normal());
  const generator = sequential([input({ shape: [4] }), dense(16, { activation: "tanh" }), dense(1)], {
    seed: 1,
  });
  const discriminator = sequential(
    [
      input({ shape: [1] }),
      dense(32, { activation: "tanh" }),
      dense(32, { activation: "tanh" }),
      dense(1, { activation: "sigmoid" }),
    ],
    { seed: 2 },
  );
  discriminator.compile({ optimizer: adam(5e-3, { beta1: 0.5 }), loss: "binaryCrossentropy", worker: false });
  const combined = gan(generator, discriminator);
  const labels = float32(
    Float32Array.from({ length: 2 * batch }, (_, i) => (i < batch ? 1 : 0)),
    [2 * batch, 1],
  );
  for (let step = 0; step < 800; step++) {
    const [fake] = await generator.predictOnBatch(noise(batch));
    const both = new Float32Array(2 * batch);
    both.set(real(batch));
    both.set(fake?.data as Float32Array, batch);
    await discriminator.trainOnBatch(float32(both, [2 * batch, 1]), labels);
    await combined.trainOnBatch(noise(batch), ones(batch));
  }
  const { data } = await generator.predict(noise(2000));
  const average = (data as Float32Array).reduce((sum, value) => sum + value, 0) / 2000;
  const variance = (data as Float32Array).reduce((sum, value) => sum + (value - average) ** 2, 0) / 2000;
  expect(Math.abs(average - mean)).toBeLessThan(0.25);
  expect(Math.abs(Math.sqrt(variance) - deviation)).toBeLessThan(0.25);
  for (const net of [generator, discriminator, combined]) await net.close();
});

/** Noise to the discriminator's verdict on what the generator makes of it; only the generator is trained. */
function gan(generator: Model, discriminator: Model): Model {
  const noise = input({ shape: [4] });
  const chain = [...generator.layers, ...discriminator.layers].filter(({ kind }) => kind !== "input");
  for (const layer of discriminator.layers) layer.isTrainable = false;
  const verdict = chain.reduce((x, layer) => layer(x), noise);
  return model({ inputs: [noise], outputs: [verdict] }).compile({
    optimizer: adam(2e-3, { beta1: 0.5 }),
    loss: "binaryCrossentropy",
    worker: false,
  });
}
