import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onnx } from "onnx-proto";
import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { float32, int32, type NdArray } from "../array/ndArray.ts";
import {
  batchNormalization,
  bidirectional,
  conv2d,
  dense,
  dropout,
  embedding,
  flatten,
  globalAveragePooling1d,
  gru,
  layerNormalization,
  lstm,
  maxPooling2d,
  multiHeadAttention,
} from "../layers/index.ts";
import { input } from "../layers/input.ts";
import { model, sequential } from "../models/build.ts";
import type { Model } from "../models/model.ts";
import { decodeModel } from "../onnx/decode.ts";
import { wave } from "../testing/layerCheck.ts";
import { operators } from "../testing/openGraph.ts";
import { exportOnnx } from "./exportOnnx.ts";

/** Predictions of the file in plain ONNX Runtime. */
async function run(
  bytes: Uint8Array,
  feeds: Record<string, NdArray>,
): Promise<ort.InferenceSession.ReturnType> {
  const session = await ort.InferenceSession.create(bytes);
  const fed = Object.entries(feeds).map(([name, { dtype, data, shape }]) => [
    name,
    new ort.Tensor(dtype as "float32", data as Float32Array, shape),
  ]);
  const results = await session.run(Object.fromEntries(fed));
  await session.release();
  return results;
}

const pictures = () =>
  sequential(
    [
      input({ shape: [8, 8, 1], name: "picture" }),
      conv2d(4, 3, { activation: "relu" }),
      batchNormalization(),
      maxPooling2d(2),
      flatten(),
      dropout(0.5),
      dense(3, { activation: "softmax", name: "digit" }),
    ],
    { name: "digits", seed: 2 },
  );

test("plain ONNX Runtime opens the file and predicts what the model predicts, for any batch", async () => {
  const net = pictures();
  const folder = await mkdtemp(join(tmpdir(), "lepton-export-"));
  const path = join(folder, "digits.onnx");
  const bytes = await exportOnnx(net, {
    path,
    inputNames: ["image"],
    outputNames: ["probability"],
    classLabels: ["zero", "one", "two"],
    preprocessing: { divideBy: 16 },
    metadata: { author: "test" },
  });
  expect(new Uint8Array(await readFile(path))).toEqual(bytes);
  await rm(folder, { recursive: true });
  for (const batch of [1, 5]) {
    const x = wave([batch, 8, 8, 1], 1);
    const { probability } = await run(bytes, { image: x });
    expect(probability?.dims).toEqual([batch, 3]);
    expect(probability?.data).toEqual((await net.predict(x)).data);
  }
  const { graph, metadataProps, opsetImports } = decodeModel(bytes);
  expect(graph.inputs).toEqual([{ name: "image", dataType: "float32", dims: ["batch", 8, 8, 1] }]);
  expect(graph.outputs).toEqual([{ name: "probability", dataType: "float32", dims: ["batch", 3] }]);
  expect(metadataProps).toEqual({
    inputs: '[{"name":"image","dtype":"float32","shape":["batch",8,8,1]}]',
    outputs: '[{"name":"probability","dtype":"float32","shape":["batch",3]}]',
    classLabels: '["zero","one","two"]',
    preprocessing: '{"divideBy":16}',
    author: "test",
  });
  expect(opsetImports).toEqual([{ domain: "", version: 20 }]);
  const pools = graph.nodes.filter(({ opType }) => opType === "MaxPool");
  expect(pools.map(({ outputs }) => outputs.length)).toEqual([1]);
  // An independent reader of the format sees the same.
  const decoded = onnx.ModelProto.decode(bytes);
  expect(decoded.graph?.node?.map(({ opType }) => opType)).toEqual(graph.nodes.map(({ opType }) => opType));
  expect(decoded.metadataProps).toHaveLength(5);
  await net.close();
});

const attention = (): Model => {
  const words = input({ shape: [6], dtype: "int32" });
  const x = embedding(10, 8, { maskZero: true })(words);
  const mixed = layerNormalization()(multiHeadAttention(2, 4)(x, x));
  return model({ inputs: [words], outputs: [dense(2)(globalAveragePooling1d()(mixed))], seed: 3 });
};
const recurrent = (): Model => {
  const words = input({ shape: [6], dtype: "int32" });
  const x = embedding(10, 4, { maskZero: true })(words);
  const both = bidirectional(lstm(3, { returnSequences: true }))(x);
  return model({ inputs: [words], outputs: [dense(1)(gru(3)(both))], seed: 3 });
};
test.each([
  ["attention", attention],
  ["recurrent layers", recurrent],
])("%s export in ONNX's own operators and predict the same", async (_name, make) => {
  const net = make();
  const [bytes] = [await exportOnnx(net)];
  const { graph, opsetImports } = decodeModel(bytes);
  expect(opsetImports.map(({ domain }) => domain)).toEqual([""]);
  expect(operators(graph)).not.toHaveProperty("FusedMatMul");
  const x = int32([1, 2, 3, 0, 0, 0, 4, 5, 6, 7, 8, 9], [2, 6]);
  const y = (await run(bytes, { [graph.inputs[0]?.name ?? ""]: x }))[graph.outputs[0]?.name ?? ""];
  const expected = (await net.predict(x)).data as Float32Array;
  const got = Array.from((y?.data ?? []) as Float32Array);
  expect(got).toHaveLength(expected.length);
  for (const [i, value] of got.entries()) expect(value).toBeCloseTo(expected[i] as number, 6); // single precision
  await net.close();
});

test("several inputs and outputs; an input that is an output has another name", async () => {
  const a = input({ shape: [2], name: "a" });
  const layer = dense(2, { name: "layer" });
  const y = layer(a);
  const net = model({ inputs: [a], outputs: [y, layer(y), a] });
  const { graph } = decodeModel(await exportOnnx(net));
  expect(graph.outputs.map(({ name }) => name)).toEqual(["layer", "layer_1", "a_1"]);
  const results = await run(await exportOnnx(net), { a: float32([1, 2], [1, 2]) });
  expect(results.a_1?.data).toEqual(Float32Array.of(1, 2));
});

test("names and labels that do not fit are refused", async () => {
  const net = pictures();
  await expect(exportOnnx(net, { inputNames: ["a", "b"] })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The model has 1 of what inputNames names, each with a name of its own. Received: a, b. Give 1 different names, for picture.]`,
  );
  await expect(exportOnnx(net, { classLabels: ["a"] })).rejects.toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: There must be a label for each class of the output. Received: 1 labels for an output of 3 values. Give one label per value of the output's last axis; two where it is one probability.]`,
  );
  await expect(exportOnnx(net, { path: "/nowhere/x.onnx" })).rejects.toMatchObject({
    code: "NN_FILE_UNWRITABLE",
  });
});
