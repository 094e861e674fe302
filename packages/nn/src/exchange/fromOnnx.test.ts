import { readFileSync } from "node:fs";
import { expect, describe as group, test } from "vitest";
import { float32, int32, type NdArray, sizeOf } from "../array/ndArray.ts";
import { input as graphInput } from "../graph/op.ts";
import { writeGraph } from "../graph/writeGraph.ts";
import { conv2d, dense, flatten, maxPooling2d } from "../layers/index.ts";
import { input } from "../layers/input.ts";
import { model, sequential } from "../models/build.ts";
import { decodeModel } from "../onnx/decode.ts";
import { encodeModel } from "../onnx/encode.ts";
import { add } from "../ops/arithmetic.ts";
import { cumSum } from "../ops/cumSum.ts";
import { randomNormalLike } from "../ops/random.ts";
import { adam } from "../optimizers/adam.ts";
import { modelFromBytes, modelToBytes } from "../save/modelBytes.ts";
import { layerGradientError, runLayer, wave } from "../testing/layerCheck.ts";
import { exportOnnx } from "./exportOnnx.ts";
import { fromOnnx } from "./fromOnnx.ts";
import { readNetwork } from "./readNetwork.ts";

/** Networks and their values by PyTorch 1.13: test/golden/onnxNetworks.py. */
const folder = new URL("../../test/golden/onnxNetworks/", import.meta.url);
const file = (name: string) => readFileSync(new URL(`${name}.onnx`, folder));
const golden: {
  outputs: Record<string, number[]>;
  tuning: { outputs: number[]; gradients: Record<string, number[]>; movingMean: number[] };
} = JSON.parse(readFileSync(new URL("golden.json", folder), "utf8"));

/** x[n, c, h, w] as [n, h, w, c]. */
function channelsLast({ data, shape }: NdArray): NdArray<"float32"> {
  const [n, c, h, w] = shape as [number, number, number, number];
  const out = new Float32Array(sizeOf(shape));
  for (let i = 0; i < out.length; i++) {
    const [channel, column] = [i % c, Math.floor(i / c) % w];
    const [row, sample] = [Math.floor(i / (c * w)) % h, Math.floor(i / (c * w * h))];
    out[i] = data[((sample * c + channel) * h + row) * w + column] as number;
  }
  return float32(out, [n, h, w, c]);
}
const x = wave([2, 3, 17, 17], 1);
const xLast = channelsLast(x);

function near(received: ArrayLike<number | bigint>, expected: readonly number[], within: number) {
  expect(received.length).toBe(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  for (const [i, value] of expected.entries())
    expect(Math.abs(Number(received[i]) - value) / scale, `value ${i}`).toBeLessThan(within);
}

group.each([
  ["mobileNetV2", 13],
  ["mobileNetV3", 14],
  ["resNet", 11],
  ["squeezeNet", 9],
  ["efficientNet", 17],
  ["mixed", 12],
  ["resNetFixed", 15],
] as const)("%s exported by PyTorch with opset %i", (name, _opset) => {
  test("gives PyTorch's output as a layer, in the file's layout and with channels last", async () => {
    const first = await runLayer(fromOnnx(file(name)), [x]);
    near(first.y.data, golden.outputs[name] ?? [], 1e-5); // single precision, sums in another order
    expect(first.dw).toEqual([]); // frozen
    const last = await runLayer(fromOnnx(new URL(`${name}.onnx`, folder), { layout: "channelsLast" }), [
      xLast,
    ]);
    near(last.y.data, golden.outputs[name] ?? [], 1e-5);
  });

  test("has a gradient through every operator", async () => {
    const layer = fromOnnx(file(name), { trainable: true });
    // Small steps: the networks are full of kinks, of which few lie within.
    expect(await layerGradientError(layer, [x], { step: 1e-3 })).toBeLessThan(0.05);
    expect(layer.weights.filter(({ isTrainable }) => isTrainable).length).toBeGreaterThan(4);
  });
});

test("a step of fine-tuning has PyTorch's outputs, gradients and moving means", async () => {
  const layer = fromOnnx(file("mobileNetV2"), { trainable: true, name: "net" });
  const { y, dw, updates } = await runLayer(layer, [x], { isTraining: true });
  near(y.data, golden.tuning.outputs, 1e-4);
  const byName = new Map(dw.map(({ weight, value }) => [weight.name, value]));
  for (const [name, expected] of Object.entries(golden.tuning.gradients))
    near(byName.get(`net/${name}`)?.data as Float32Array, expected, 1e-3);
  near(updates.get("features.0.1.running_mean")?.data as Float32Array, golden.tuning.movingMean, 1e-4);
});

test("batch normalisations that stay frozen are written into the convolutions before them", () => {
  const normalisations = (options?: Parameters<typeof readNetwork>[1]) =>
    readNetwork(file("mobileNetV2"), options).graph.nodes.filter(
      ({ opType }) => opType === "BatchNormalization",
    ).length;
  expect(normalisations({ trainable: true })).toBe(11);
  expect(normalisations()).toBe(0);
  expect(normalisations({ trainable: (name) => name.startsWith("features.4") })).toBe(1);
  const half = normalisations({ freezeUntil: "/features/features.1/Add_output_0" });
  expect(half).toBe(7);
});

test("trained on new classes with a head of its own, frozen weights stay as they were and the others move", async () => {
  const pictures = input({ shape: [17, 17, 3] });
  const network = fromOnnx(file("mobileNetV2"), {
    outputs: "/ReduceMean_output_0",
    layout: "channelsLast",
    trainable: (name) => name.startsWith("features.4."),
  });
  const net = model({
    inputs: [pictures],
    outputs: [dense(2, { activation: "softmax" })(network(pictures))],
    seed: 1,
  });
  expect(net.outputs[0]?.shape).toEqual(["batch", 2]);
  net.compile({ worker: false, optimizer: adam(0.03), loss: "sparseCategoricalCrossentropy" });
  const before = await net.getWeights();
  const unlike = float32(
    xLast.data.map((value, i) => (i < xLast.data.length / 2 ? value : 0.2 * value + 1)),
    xLast.shape,
  );
  const labels = int32([0, 1]);
  const history = await net.fit(unlike, labels, { epochs: 12 });
  const losses = history.metrics.loss as number[];
  expect(losses.at(-1)).toBeLessThan(0.7 * (losses[0] as number));
  const after = await net.getWeights();
  const moved = net.weights.filter((_, i) => String(after[i]?.data) !== String(before[i]?.data));
  const names = new Set(moved.map(({ name }) => name.split("/")[1]?.split(".").slice(0, 2).join(".")));
  expect([...names].sort()).toEqual(["bias", "features.4", "kernel"]);
  // Saved with its graph, loaded without the .onnx file, exported again.
  const again = await modelFromBytes(await modelToBytes(net), { worker: false });
  expect((await again.predict(xLast)).data).toEqual((await net.predict(xLast)).data);
  expect(
    again.layers.find(({ kind }) => kind === "onnx")?.weights.map(({ isTrainable }) => isTrainable),
  ).toEqual(network.weights.map(({ isTrainable }) => isTrainable));
  const exported = await runLayer(fromOnnx(await exportOnnx(net)), [xLast]);
  near(exported.y.data, Array.from((await net.predict(xLast)).data, Number), 1e-5);
});

test("a network that Lepton exported comes back, and thaws later", async () => {
  const net = sequential(
    [input({ shape: [8, 8, 1] }), conv2d(4, 3, { activation: "relu" }), maxPooling2d(2), flatten(), dense(3)],
    { seed: 5 },
  );
  const layer = fromOnnx(await exportOnnx(net));
  const picture = wave([3, 8, 8, 1], 2);
  near(
    (await runLayer(layer, [picture])).y.data,
    Array.from((await net.predict(picture)).data, Number),
    1e-6,
  );
  expect([layer.isTrainable, layer.weights.some(({ isTrainable }) => isTrainable)]).toEqual([false, false]);
  layer.isTrainable = true;
  expect(layer.weights.every(({ isTrainable }) => isTrainable)).toBe(true);
  await net.close();
});

test("what cannot be read says what and why", () => {
  const t = graphInput("x", ["batch", 3]);
  const { bytes } = writeGraph({
    name: "odd",
    inputs: [t],
    outputs: { y: add(randomNormalLike(t), cumSum(t, 1)) },
    variable: () => "constant",
  });
  expect(() => fromOnnx(bytes)).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The network has operators that are not read. Received: CumSum, RandomNormalLike. Cut it before them with { outputs }, or export it without them.]`,
  );
  expect(() => fromOnnx(file("resNet"), { outputs: "/fc/Gem_output_0" })).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The network has no value of this name. Received: /fc/Gem_output_0. Did you mean /fc/Gemm_output_0?]`,
  );
  expect(() =>
    fromOnnx(file("resNet"), { name: "resnet" })(input({ shape: [17, 17, 3] })),
  ).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: resnet: the network takes image [n, 3, 17, 17], the batch of any size. Received: inputs [batch, 17, 17, 3]. Give inputs of these shapes; for pictures with channels last, say { layout: 'channelsLast' }.]`,
  );
  const old = decodeModel(file("resNet"));
  const written = encodeModel({ ...old, opsetImports: [{ domain: "", version: 6 }] });
  expect(() => fromOnnx(written)).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The file is written against an operator set that is not read. Received: opset 6. Export it with opset 7 to 20, e.g. opset_version=17.]`,
  );
  expect(() => fromOnnx("/nowhere.onnx")).toThrow("The network cannot be read. Received: /nowhere.onnx.");
  expect(() => fromOnnx(file("resNet").subarray(0, 900))).toThrow(
    expect.objectContaining({ code: "NN_ONNX_INVALID" }),
  );
});
