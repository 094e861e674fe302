import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { random } from "@lepton/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { array, float32 } from "../array/ndArray.ts";
import { dense } from "../layers/core/dense.ts";
import { input } from "../layers/input.ts";
import { dropout } from "../layers/noise/dropout.ts";
import { batchNormalization } from "../layers/normalization/batchNormalization.ts";
import { sequential } from "../models/build.ts";
import type { Model } from "../models/model.ts";
import { adam } from "../optimizers/adam.ts";
import { sgd } from "../optimizers/sgd.ts";
import { checkpoint, resume } from "./checkpoint.ts";
import { csvLogger } from "./csvLogger.ts";
import { earlyStopping } from "./earlyStopping.ts";
import { learningRateScheduler } from "./learningRateScheduler.ts";
import { progressBar } from "./progressBar.ts";
import { reduceLearningRateOnPlateau } from "./reduceLearningRateOnPlateau.ts";
import { histogram, tensorBoard } from "./tensorBoard.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lepton-callbacks-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const { normal } = random(8);
const x = float32(Float32Array.from({ length: 300 }, normal), [100, 3]);
const y = float32(
  Float32Array.from({ length: 100 }, (_, i) => Math.sin(x.data[3 * i] as number)),
  [100, 1],
);
const noisy = (worker = false): Model =>
  sequential([input({ shape: [3] }), dense(8), batchNormalization(), dropout(0.5), dense(1)], {
    seed: 2,
  }).compile({
    optimizer: adam(0.01),
    loss: "meanSquaredError",
    worker,
  });
/** One weight w, loss (w·1 − 0)²; `fit` runs one step per epoch. */
const ones = array([[1]]);
const zeros = array([[0]]);
const single = (rate: number): Model =>
  sequential([input({ shape: [1] }), dense(1, { useBias: false, kernelInitializer: "ones" })]).compile({
    optimizer: sgd(rate),
    loss: "meanSquaredError",
    worker: false,
  });

test.each([false, true])(
  "six epochs with dropout are bit by bit three, a checkpoint, and three more after a resume (thread: %s)",
  async (worker) => {
    const path = join(folder, `half-${worker}.safetensors`);
    const straight = noisy(worker);
    const whole = await straight.fit(x, y, {
      epochs: 6,
      validationSplit: 0.2,
      callbacks: [checkpoint(path, { every: 3 })],
    });
    const expected = await straight.getWeights();
    // Written again at the end: the one in the middle is what a stop after three epochs leaves.
    const stopped = noisy(worker);
    await stopped.fit(x, y, { epochs: 3, validationSplit: 0.2, callbacks: [checkpoint(path, { every: 3 })] });
    const resumed = noisy(worker);
    const { epoch } = await resume(resumed, path);
    const rest = await resumed.fit(x, y, { initialEpoch: epoch, epochs: 6, validationSplit: 0.2 });
    expect(rest.epochs).toEqual([3, 4, 5]);
    expect(rest.metrics.loss).toEqual(whole.metrics.loss?.slice(3));
    expect(rest.metrics.val_loss).toEqual(whole.metrics.val_loss?.slice(3));
    expect(await resumed.getWeights()).toEqual(expected);
    for (const net of [straight, stopped, resumed]) await net.close();
  },
);

test("a checkpoint of another model, another optimiser or a broken file changes nothing", async () => {
  const path = join(folder, "other.safetensors");
  const net = noisy();
  await net.fit(x, y, { callbacks: [checkpoint(path)] });
  const wide = sequential([input({ shape: [3] }), dense(9), batchNormalization(), dropout(0.5), dense(1)]);
  wide.compile({ optimizer: adam(), loss: "meanSquaredError", worker: false });
  const before = await wide.getWeights();
  await expect(resume(wide, path)).rejects.toMatchObject({ code: "NN_CHECKPOINT_MISMATCH" });
  await expect(resume(single(0.1), path)).rejects.toThrow(/another optimiser/);
  await expect(resume(net, join(folder, "none"))).rejects.toMatchObject({ code: "NN_FILE_MISSING" });
  await writeFile(path, (await readFile(path)).subarray(0, 200));
  await expect(resume(net, path)).rejects.toMatchObject({ code: "NN_SAFETENSORS_INVALID" });
  expect(await wide.getWeights()).toEqual(before);
});

test("only the best epoch is kept, and a write that fails leaves the file as it was and nothing beside it", async () => {
  const inner = await mkdtemp(join(folder, "best-"));
  // Rate 1.5: w becomes −2·w at every step, so the first epoch is the best one.
  const net = single(1.5);
  await net.fit(ones, zeros, {
    epochs: 3,
    callbacks: [checkpoint(join(inner, "at-{epoch}"), { saveBestOnly: true, monitor: "loss" })],
  });
  expect(await readdir(inner)).toEqual(["at-1"]);
  const lost = net.fit(ones, zeros, { callbacks: [checkpoint(join(inner, "none", "file"))] });
  await expect(lost).rejects.toMatchObject({ code: "NN_FILE_UNWRITABLE" });
  expect(await readdir(inner)).toEqual(["at-1"]);
});

test("early stopping waits, stops, and puts the best weights back", async () => {
  const net = single(1.5);
  // Losses 1, 4, 16, …: the first is the best; its weight, after that step, is −2.
  const history = await net.fit(ones, zeros, {
    epochs: 10,
    callbacks: [earlyStopping({ monitor: "loss", patience: 2, restoreBestWeights: true })],
  });
  expect(history).toMatchObject({ epochs: [0, 1, 2], ended: "stopped", metrics: { loss: [1, 4, 16] } });
  expect((await net.getWeights())[0]?.data).toEqual(Float32Array.of(-2));
  const unknown = net.fit(ones, zeros, { callbacks: [earlyStopping()] });
  await expect(unknown).rejects.toThrow(/val_loss.*validation data/s);
});

test("the learning rate follows a function of the epoch, and falls on a plateau", async () => {
  const net = single(0.1);
  const scheduled = await net.fit(ones, zeros, {
    epochs: 3,
    callbacks: [learningRateScheduler((epoch, rate) => (epoch === 0 ? 0.25 : rate / 2))],
  });
  expect(scheduled.metrics.learningRate).toEqual([0.25, 0.125, 0.0625]);
  // w ← w · (1 − 2·rate): losses are squares of 1, 0.5, 0.375.
  expect(scheduled.metrics.loss).toEqual([1, 0.25, 0.375 ** 2]);
  const flat = single(1);
  const plateau = await flat.fit(ones, zeros, {
    epochs: 5,
    callbacks: [reduceLearningRateOnPlateau({ monitor: "loss", factor: 0.5, patience: 2 })],
  });
  // Rate 1: w ← −w, the loss stays 1. After two epochs without a better one: rate 0.5, w ← 0.
  expect(plateau.metrics.loss).toEqual([1, 1, 1, 1, 0]);
  expect(plateau.metrics.learningRate).toEqual([1, 1, 1, 0.5, 0.5]);
});

test("a CSV has one line per epoch and goes on after a resume", async () => {
  const path = join(folder, "log.csv");
  const net = single(0.25);
  await net.fit(ones, zeros, { epochs: 2, callbacks: [csvLogger(path)] });
  await net.fit(ones, zeros, { epochs: 3, initialEpoch: 2, callbacks: [csvLogger(path, { append: true })] });
  expect(await readFile(path, "utf8")).toBe("epoch,loss\n0,1\n1,0.25\n2,0.0625\n");
});

test("TensorBoard files hold the curves of training and validation", async () => {
  const logs = join(folder, "runs");
  await single(0.25).fit(ones, zeros, {
    epochs: 2,
    validationData: [ones, zeros],
    callbacks: [tensorBoard(logs, { histogramEvery: 1 })],
  });
  const read = async (part: string) => {
    const [file = ""] = await readdir(join(logs, part));
    return (await readFile(join(logs, part, file))).toString("latin1");
  };
  const train = await read("train");
  expect(train).toContain("epoch_loss");
  expect(train).toContain("epoch_learningRate");
  expect(train).toContain("/kernel");
  expect((await read("validation")).match(/epoch_loss/g)).toHaveLength(2);
  const { limits, counts, sum, sumOfSquares } = histogram(Float32Array.of(0, 1, 1, 4), 4);
  expect({ limits, counts, sum, sumOfSquares }).toEqual({
    limits: [1, 2, 3, 4],
    counts: [1, 2, 0, 1],
    sum: 6,
    sumOfSquares: 18,
  });
});

test("the progress bar writes Keras' lines", async () => {
  const lines: string[] = [];
  const stream = { write: (text: string) => lines.push(text) };
  await single(0.25).fit(ones, zeros, {
    epochs: 1,
    callbacks: [progressBar({ stream, isLinePerEpoch: true })],
  });
  const text = lines.join("").replace(/\d+s \d+(ms|us)\/step/, "0s 1ms/step");
  expect(text).toBe("Epoch 1/1\n1/1 ━━━━━━━━━━━━━━━━━━━━ 0s 1ms/step - loss: 1.0000\n");
});
