import * as ort from "onnxruntime-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { float32, int32, type NdArray, sliceRows } from "../array/ndArray.ts";
import { onnxBytes } from "../exchange/onnxBytes.ts";
import {
  batchNormalization,
  conv2d,
  dense,
  embedding,
  flatten,
  lstm,
  maxPooling2d,
  timeDistributed,
} from "../layers/index.ts";
import { input } from "../layers/input.ts";
import { sequential } from "../models/build.ts";
import type { Model } from "../models/model.ts";
import { decodeModel } from "../onnx/decode.ts";
import { adam } from "../optimizers/adam.ts";
import { digits } from "../testing/digits.ts";
import { wave } from "../testing/layerCheck.ts";
import { operators } from "../testing/openGraph.ts";
import { compare } from "./compare.ts";
import { quantizeDynamic } from "./quantizeDynamic.ts";
import { quantizeStatic } from "./quantizeStatic.ts";
import { quantizeWeights } from "./quantizeWeights.ts";

const { train, held } = digits();
let net: Model;
beforeAll(async () => {
  net = sequential(
    [
      input({ shape: [8, 8, 1] }),
      conv2d(16, 3, { padding: "same", useBias: false }),
      batchNormalization({ momentum: 0.9 }),
      maxPooling2d(2),
      conv2d(32, 3, { padding: "same", activation: "relu" }),
      flatten(),
      dense(64, { activation: "relu" }),
      dense(10, { activation: "softmax" }),
    ],
    { seed: 1 },
  );
  net.compile({ worker: false, optimizer: adam(3e-3), loss: "sparseCategoricalCrossentropy" });
  await net.fit(train.x, train.y, { epochs: 6 });
});
afterAll(() => net.close());

test("digits in 8 bits: at most 0.3 of the size, at most one point of accuracy lost, by every way", async () => {
  const calibration = sliceRows(train.x, 0, 256);
  const comparison = await compare({
    original: net,
    candidates: {
      dynamic: await quantizeDynamic(net),
      "weights only": await quantizeDynamic(net, { weightsOnly: true }),
      static: await quantizeStatic(net, calibration),
      "static, percentile": await quantizeStatic(net, calibration, {
        method: "percentile",
        percentile: 99.99,
      }),
      "static, one scale": await quantizeStatic(net, calibration, { perChannel: false }),
    },
    inputs: held.x,
    targets: held.y,
    runs: 3,
  });
  const [original, ...others] = comparison.rows;
  expect(original?.metric).toBeGreaterThan(0.95); // the commonest digit is 10 %
  for (const { name, bytes, metric, maxChange } of others) {
    expect(bytes / (original?.bytes ?? 0), name).toBeLessThan(0.3);
    expect((original?.metric ?? 1) - metric, name).toBeLessThanOrEqual(0.01);
    expect(maxChange, name).toBeGreaterThan(0); // they are other numbers
  }
  const lines = comparison.toString().split("\n");
  expect(lines).toHaveLength(8);
  expect(lines[0]).toMatch(/KiB.*gzip.*accuracy.*max change/);
  expect(lines.at(-1)).toBe(`${held.y.data.length} samples`);
});

test("the calibrated graph keeps no float product, no relu, no normalisation and no float weight matrix", async () => {
  const { graph } = decodeModel(await quantizeStatic(net, sliceRows(train.x, 0, 64)));
  const counts = operators(graph);
  expect(counts).toMatchObject({ Conv: 2, Gemm: 2, MaxPool: 1, Softmax: 1 });
  expect(counts).not.toHaveProperty("Relu");
  expect(counts).not.toHaveProperty("BatchNormalization");
  expect(
    graph.initializers.filter(({ dataType, dims }) => dataType === "float32" && dims.length > 1),
  ).toEqual([]);
  expect(graph.initializers.filter(({ dataType }) => dataType === "int32")).toHaveLength(4); // four biases
});

const run = async (bytes: Uint8Array, value: NdArray): Promise<Float32Array> => {
  const session = await ort.InferenceSession.create(bytes);
  const { dtype, data, shape } = value;
  const [name = ""] = session.inputNames;
  const results = await session.run({
    [name]: new ort.Tensor(dtype as "float32", data as Float32Array, shape),
  });
  await session.release();
  return results[session.outputNames[0] ?? ""]?.data as Float32Array;
};

test("embeddings, loops and products over steps shrink too, and stay near", async () => {
  const text = sequential(
    [
      input({ shape: [7], dtype: "int32" }),
      embedding(100, 16),
      lstm(24, { returnSequences: true }),
      timeDistributed(dense(32)),
    ],
    { seed: 2 },
  );
  const [whole, small] = [await onnxBytes(text), await quantizeDynamic(text)];
  expect(small.length).toBeLessThan(0.45 * whole.length); // the graph itself is a third of so small a file
  const x = int32([1, 5, 9, 13, 50, 70, 99], [1, 7]);
  const [a, b] = [await run(whole, x), await run(small, x)];
  const change = Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number))));
  expect(change).toBeGreaterThan(0);
  expect(change / Math.max(...a.map(Math.abs))).toBeLessThan(0.06);
  await text.close();
});

test("weights are off by half a step at most, zero stays zero, each slice has its own scale", () => {
  const w = float32([0, 0.5, -1, 0, 100, 30, 0, -7], [2, 4]);
  for (const [axis, reduces, most] of [
    [0, false, 127],
    [1, true, 64],
    [undefined, true, 64],
  ] as const) {
    const { values, scale } = quantizeWeights(w, axis, reduces);
    w.data.forEach((value, i) => {
      const step = scale.data[axis === 0 ? Math.floor(i / 4) : axis === 1 ? i % 4 : 0] as number;
      expect(Math.abs(value - step * Number(values.data[i]))).toBeLessThanOrEqual(step / 2 + 1e-6);
    });
    expect(Math.max(...Array.from(values.data, Number).map(Math.abs))).toBe(most);
    expect(values.data[0]).toBe(0);
  }
});

test("calibration needs data, and files an operator set that has scales per channel", async () => {
  const none = { batches: () => [] };
  await expect(quantizeStatic(net, none)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: There are no data to calibrate on. Received: no batch. Give some hundred samples that are like those to come.]`,
  );
  const { encodeModel } = await import("../onnx/encode.ts");
  const old = { ...decodeModel(await onnxBytes(net)), opsetImports: [{ domain: "", version: 11 }] };
  await expect(quantizeDynamic(encodeModel(old))).rejects.toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The file is written against an operator set without quantisation per channel. Received: opset 11. Export it with opset 13 or later.]`,
  );
  await expect(
    compare({ original: net, candidates: {}, inputs: wave([0, 8, 8, 1], 1), targets: held.y }),
  ).rejects.toMatchObject({ code: "NN_DATA_EMPTY" });
});
