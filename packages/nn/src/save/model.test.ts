import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { float32, int32, type NdArray } from "../array/ndArray.ts";
import { conv2d } from "../layers/convolution/conv2d.ts";
import { dense } from "../layers/core/dense.ts";
import { bidirectional, embedding, lstm, multiHeadAttention, timeDistributed } from "../layers/index.ts";
import { input } from "../layers/input.ts";
import { defineLayer } from "../layers/layer.ts";
import { add } from "../layers/merging/add.ts";
import { concatenate } from "../layers/merging/concatenate.ts";
import { dropout } from "../layers/noise/dropout.ts";
import { batchNormalization } from "../layers/normalization/batchNormalization.ts";
import { flatten } from "../layers/reshaping/flatten.ts";
import { losses } from "../losses/index.ts";
import type { Loss } from "../losses/loss.ts";
import { model, sequential } from "../models/build.ts";
import type { Model } from "../models/model.ts";
import { abs, mul, sub } from "../ops/arithmetic.ts";
import { reduceMean } from "../ops/reduce.ts";
import { adamW } from "../optimizers/adam.ts";
import { exponentialDecay } from "../schedules/index.ts";
import { wave } from "../testing/layerCheck.ts";
import { architectureOf, modelFrom } from "./architecture.ts";
import { modelFromBytes, modelInfo, modelToBytes } from "./modelBytes.ts";
import { loadModel, modelFileInfo, saveModel } from "./modelFile.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";
import { loadWeights, weightsToSafetensors } from "./weights.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lepton-save-"));
});
afterAll(() => rm(folder, { recursive: true }));

const x = wave([48, 6, 6, 1], 3);
const labels = int32(Array.from({ length: 48 }, (_, i) => i % 3));
const picturesNet = (seed = 4) =>
  sequential(
    [
      input({ shape: [6, 6, 1] }),
      conv2d(4, 3, { activation: "relu" }),
      batchNormalization(),
      flatten(),
      dropout(0.3),
      dense(3, { activation: { name: "softmax" }, kernelRegularizer: { l2: 1e-3 } }),
    ],
    { seed },
  );
const compiled = (net: Model) =>
  net.compile({
    worker: false,
    optimizer: adamW(exponentialDecay({ initialLearningRate: 0.01, decaySteps: 10, decayRate: 0.9 }), {
      excludeFromDecay: ["bias"],
      clipNorm: 1,
    }),
    loss: { name: "sparseCategoricalCrossentropy", config: { ignoreClass: 7 } },
    metrics: ["accuracy"],
  });
const sameNumbers = async (a: Model, b: Model) => {
  const [wa, wb] = [await a.getWeights(), await b.getWeights()];
  expect(wb.map(({ data }) => data)).toEqual(wa.map(({ data }) => data));
};

test("a model that was saved in the middle of training goes on bit by bit: dropout, schedule, moments, statistics", async () => {
  const net = compiled(picturesNet());
  await net.fit(x, labels, { epochs: 2, batchSize: 8 });
  const path = join(folder, "middle.lepton");
  await saveModel(net, path, { classLabels: ["a", "b", "c"], metadata: { preprocessing: "pixels / 255" } });
  const again = await loadModel(path, { worker: false });
  await sameNumbers(net, again);
  expect(again.summary()).toBe(net.summary());
  expect(again.learningRate).toBe(net.learningRate);
  const histories = [];
  for (const one of [net, again])
    histories.push((await one.fit(x, labels, { initialEpoch: 2, epochs: 4, batchSize: 8 })).metrics);
  expect(histories[1]).toEqual(histories[0]);
  await sameNumbers(net, again);
  const [p, q] = [await net.predict(x), await again.predict(x)];
  expect(q.data).toEqual(p.data);
  const info = await modelFileInfo(path);
  expect(info.classLabels).toEqual(["a", "b", "c"]);
  expect(info.metadata).toEqual({ preprocessing: "pixels / 255" });
  expect(info.compiled?.optimizer).toMatchObject({ kind: "adamW", clipping: { clipNorm: 1 } });
  expect(await readdir(folder)).toEqual(["middle.lepton"]); // nothing half-written stays beside
});

test("without training state the file is smaller and training starts over", async () => {
  const net = compiled(picturesNet());
  await net.fit(x, labels, { epochs: 1 });
  const [whole, small] = [await modelToBytes(net), await modelToBytes(net, { trainingState: false })];
  const slots = (file: Uint8Array) =>
    Object.keys(readSafetensors(file).tensors).filter((name) => name.startsWith("#"));
  expect([slots(whole).length, slots(small).length]).toEqual([4, 0]); // two moments of decaying and other weights
  const again = await modelFromBytes(small, { worker: false });
  expect([again.trainer.step, again.isCompiled]).toEqual([0, true]);
  expect((await modelFromBytes(small, { compile: false })).isCompiled).toBe(false);
});

const double = defineLayer("test.double", {
  config: z.strictObject({ times: z.number().default(2), unset: z.string().optional() }),
  call: ([value], _, { times }) => mul(value, times),
});

/** Several inputs and outputs, a shared layer, wrappers, a mask, a layer of one's own, a layer that gives states. */
function tangled() {
  const words = input({ shape: [5], dtype: "int32", name: "words" });
  const numbers = input({ shape: [5, 4], name: "numbers" });
  const shared = dense(4, { activation: "tanh" });
  const embedded = embedding(20, 4, { maskZero: true })(words);
  const joined = add({ name: "sum" })(shared(embedded), shared(shared(numbers)));
  const both = bidirectional(lstm(3, { returnSequences: true }))(joined);
  const each = timeDistributed(dense(2, { name: "inside" }))(both);
  const [sequence, state] = lstm(2, { returnState: true, isTrainable: false }).apply([each]);
  const attended = flatten()(multiHeadAttention(2, 2)(joined, joined));
  const all = concatenate()(sequence as never, double({})(state as never), attended);
  return model({
    inputs: [words, numbers],
    outputs: [dense(1, { name: "value" })(all), state as never],
    seed: 9,
  });
}

test("shared layers, wrappers, several inputs and outputs come back with their names and predict the same", async () => {
  const net = tangled();
  const architecture = architectureOf(net);
  const again = modelFrom(JSON.parse(JSON.stringify(architecture)));
  expect(architectureOf(again)).toEqual(architecture);
  expect(again.weights.map(({ name }) => name)).toEqual(net.weights.map(({ name }) => name));
  expect(again.summary()).toBe(net.summary());
  await sameNumbers(net, again); // same seed, same draws
  const data: NdArray[] = [int32([1, 2, 3, 0, 0, 4, 5, 6, 7, 8], [2, 5]), wave([2, 5, 4], 1)];
  const loaded = await modelFromBytes(await modelToBytes(net));
  expect((await loaded.predictAll(data)).map((y) => y.data)).toEqual(
    (await net.predictAll(data)).map((y) => y.data),
  );
  expect(loaded.layers.filter(({ isTrainable }) => !isTrainable).map(({ kind }) => kind)).toEqual(["lstm"]);
  await Promise.all([net.close(), loaded.close()]);
});

test("a loss of one's own is given again by its name", async () => {
  const own: Loss = {
    name: "own",
    truth: "same",
    perSample: (truth, prediction) => reduceMean(abs(sub(truth, prediction)), [-1]),
  };
  const net = sequential([input({ shape: [2] }), dense(1)]);
  net.compile({ worker: false, optimizer: "sgd", loss: own });
  const bytes = await modelToBytes(net);
  const again = await modelFromBytes(bytes, { worker: false, losses: { own } });
  const data = [float32([1, 2, 3, 4], [2, 2]), float32([1, 0], [2, 1])] as const;
  expect(await again.evaluate(...data)).toEqual(await net.evaluate(...data));
  await expect(modelFromBytes(bytes)).rejects.toMatchObject({ code: "NN_LOSS_UNKNOWN" });
  expect(Object.keys(losses)).not.toContain("own");
});

test("weights go by name, by order or by a mapping; what does not fit changes nothing", async () => {
  const make = (first: string) =>
    sequential([input({ shape: [2] }), dense(3, { name: first }), dense(1, { name: "head" })], {
      seed: first.length,
    });
  const [a, b, c] = [make("one"), make("other"), make("z")];
  const bytes = await weightsToSafetensors(a, { from: "a" });
  expect(readSafetensors(bytes).metadata.from).toBe("a");
  const before = await b.getWeights();
  await expect(loadWeights(b, bytes)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The file holds other weights than the model has; nothing was changed. Received: other/kernel [2, 3]: missing, near: one/kernel; other/bias [3]: missing, near: one/bias; one/bias [3]: no weight; one/kernel [2, 3]: no weight. Build the same layers with the same names, or say which belong together with { mapping, strict: false }.]`,
  );
  expect(await b.getWeights()).toEqual(before);
  expect(await loadWeights(b, bytes, { strict: false })).toEqual({
    loaded: ["head/kernel", "head/bias"],
    missing: ["other/kernel", "other/bias"],
    unused: ["one/bias", "one/kernel"],
  });
  await loadWeights(b, bytes, { mapping: { "other/kernel": "one/kernel", "other/bias": "one/bias" } });
  await sameNumbers(a, b);
  await loadWeights(c, bytes, { by: "order" });
  await sameNumbers(a, c);
  const wider = sequential([input({ shape: [3] }), dense(3, { name: "one" }), dense(1, { name: "head" })]);
  await expect(loadWeights(wider, bytes, { strict: false })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The file holds other weights than the model has; nothing was changed. Received: one/kernel [3, 3]: [2, 3]. Build the same layers with the same names, or say which belong together with { mapping, strict: false }.]`,
  );
  // A model file is a safetensors file, training state left aside.
  const trained = make("one");
  trained.compile({ worker: false, optimizer: "adam", loss: "mse" });
  await trained.fit(float32([1, 2], [1, 2]), float32([1], [1, 1]), { epochs: 1 });
  expect((await loadWeights(a, await modelToBytes(trained))).unused).toEqual([]);
});

test("files that hold no model, a newer one or a damaged one say so", async () => {
  const net = sequential([input({ shape: [2] }), dense(1, { name: "d" })], { name: "n" });
  const bytes = await modelToBytes(net);
  const changed = (edit: (json: string) => string) => {
    const { tensors, metadata } = readSafetensors(bytes);
    return writeSafetensors(tensors, { ...metadata, lepton: edit(metadata.lepton ?? "") });
  };
  const messageOf = (file: Uint8Array) => modelFromBytes(file).then(() => "", String);
  expect(await messageOf(await weightsToSafetensors(net))).toMatchInlineSnapshot(
    `"LeptonError: The file holds no model. Received: the safetensors file has weights only. For weights of a model you have, call loadWeights."`,
  );
  const newer = changed((text) => text.replace('"version":1', '"version":3'));
  expect(await messageOf(newer)).toMatchInlineSnapshot(
    `"LeptonError: The model was saved by a newer version of Lepton. Received: file version 3, read here up to 1. Update @lepton/nn, or save the model again with this version."`,
  );
  const without = changed((text) => text.replace('"layers"', '"strata"'));
  expect(await messageOf(without)).toMatchInlineSnapshot(
    `"LeptonError: The file holds no model. Received: architecture.layers: Invalid input: expected array, received undefined. Save the model again with saveModel."`,
  );
  const nowhere = changed((text) => text.replace("[[0,0]]", "[[5,0]]"));
  expect(await messageOf(nowhere)).toMatchInlineSnapshot(
    `"LeptonError: This is no description of a model. Received: output 0 of call 5, which is not there. Give what architectureOf(model) gave."`,
  );
  const unknown = changed((text) => text.replace('"dense"', '"dnse"'));
  expect(await messageOf(unknown)).toContain("No layer of this kind is defined. Received: dnse.");
  const other = changed((text) => text.replace('"units":1', '"units":2'));
  expect(await messageOf(other)).toMatchInlineSnapshot(
    `"LeptonError: The file holds other weights than the model has; nothing was changed. Received: d/kernel [2, 2]: [2, 1]; d/bias [2]: [1]. Build the same layers with the same names, or say which belong together with { mapping, strict: false }."`,
  );
  for (const damaged of [bytes.subarray(0, bytes.length - 3), new TextEncoder().encode("not a model at all")])
    await expect(modelFromBytes(damaged)).rejects.toMatchObject({ code: "NN_SAFETENSORS_INVALID" });
  await expect(loadModel(join(folder, "nowhere.lepton"))).rejects.toThrow("The model cannot be read.");
  await writeFile(join(folder, "file"), "");
  await expect(saveModel(net, join(folder, "file", "x.lepton"))).rejects.toMatchObject({
    code: "NN_FILE_UNWRITABLE",
  });
  expect(modelInfo(bytes).architecture.layers.map(({ kind }) => kind)).toEqual(["input", "dense"]);
});

test("a hyperparameter that JSON would lose is refused by name", () => {
  const strange = defineLayer("test.strange", {
    config: z.object({ limits: z.array(z.unknown()) }),
    call: ([value]) => value,
  });
  const net = sequential([
    input({ shape: [2] }),
    strange({ limits: [1, Number.POSITIVE_INFINITY], name: "s" }),
  ]);
  expect(() => architectureOf(net)).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: A hyperparameter of a layer cannot be saved: it is not plain data. Received: s.limits.1: Infinity. Let the layer take finite numbers, texts, booleans, lists and objects of these, or other layers.]`,
  );
});
