import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { float32 } from "../array/ndArray.ts";
import { decodeModel } from "./decode.ts";
import { encodeModel } from "./encode.ts";
import { defaultOpsets, type GraphProto, irVersion } from "./model.ts";
import { tensorOf } from "./tensor.ts";

const numbers = (value: ort.Tensor | undefined) => [...((value?.data ?? []) as Float32Array)];

const modelOf = (graph: GraphProto) => ({ irVersion, opsetImports: defaultOpsets, graph });

test("onnxruntime adds with an encoded model, the batch left open", async () => {
  const session = await ort.InferenceSession.create(
    encodeModel(
      modelOf({
        name: "add",
        nodes: [{ opType: "Add", inputs: ["x", "b"], outputs: ["y"] }],
        initializers: [tensorOf("b", float32([10, 20]))],
        inputs: [{ name: "x", dataType: "float32", dims: ["batch", 2] }],
        outputs: [{ name: "y", dataType: "float32", dims: ["batch", 2] }],
      }),
    ),
  );
  const { y } = await session.run({ x: new ort.Tensor("float32", [1, 2, 3, 4, 5, 6], [3, 2]) });
  expect(numbers(y)).toEqual([11, 22, 13, 24, 15, 26]);
  expect(session.inputMetadata[0]).toMatchObject({ name: "x", shape: ["batch", 2] });
});

test("onnxruntime convolves 1…9 with itself plus bias 1: 286", async () => {
  const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const session = await ort.InferenceSession.create(
    encodeModel(
      modelOf({
        name: "conv",
        nodes: [
          {
            opType: "Conv",
            name: "conv",
            inputs: ["x", "w", "b"],
            outputs: ["y"],
            attributes: {
              kernel_shape: { type: "ints", value: [3, 3] },
              auto_pad: { type: "string", value: "VALID" },
              group: { type: "int", value: 1 },
            },
          },
        ],
        initializers: [tensorOf("w", float32(nine, [1, 1, 3, 3])), tensorOf("b", float32([1]))],
        inputs: [{ name: "x", dataType: "float32", dims: [1, 1, 3, 3] }],
        outputs: [{ name: "y", dataType: "float32", dims: [1, 1, 1, 1] }],
      }),
    ),
  );
  const { y } = await session.run({ x: new ort.Tensor("float32", nine, [1, 1, 3, 3]) });
  expect(numbers(y)).toEqual([286]); // Σ i² + 1
});

test("onnxruntime runs a Scan whose body is an encoded subgraph: running sums, and a FusedMatMul", async () => {
  const body: GraphProto = {
    name: "body",
    nodes: [
      { opType: "Add", inputs: ["sum", "xt"], outputs: ["next"] },
      { opType: "Identity", inputs: ["next"], outputs: ["running"] },
    ],
    initializers: [],
    inputs: [{ name: "sum" }, { name: "xt" }],
    outputs: [{ name: "next" }, { name: "running" }],
  };
  const session = await ort.InferenceSession.create(
    encodeModel(
      modelOf({
        name: "scan",
        nodes: [
          {
            opType: "Scan",
            inputs: ["zero", "x"],
            outputs: ["last", "sums"],
            attributes: { body: { type: "graph", value: body }, num_scan_inputs: { type: "int", value: 1 } },
          },
          {
            opType: "FusedMatMul",
            domain: "com.microsoft",
            inputs: ["sums", "sums"],
            outputs: ["gram"],
            attributes: { transB: { type: "int", value: 1 }, alpha: { type: "float", value: 0.5 } },
          },
        ],
        initializers: [tensorOf("zero", float32([0, 0]))],
        inputs: [{ name: "x", dataType: "float32", dims: ["time", 2] }],
        outputs: [
          { name: "sums", dataType: "float32", dims: ["time", 2] },
          { name: "gram", dataType: "float32", dims: ["time", "time"] },
        ],
      }),
    ),
  );
  const { sums, gram } = await session.run({ x: new ort.Tensor("float32", [1, 2, 3, 4], [2, 2]) });
  expect(numbers(sums)).toEqual([1, 2, 4, 6]);
  expect(numbers(gram)).toEqual([2.5, 8, 8, 26]); // ½ S Sᵀ
});

test("weights of every size keep their place, on each side of the size that is spliced, in nested graphs too", () => {
  const sized = (name: string, bytes: number) => ({
    name,
    dims: [bytes],
    dataType: "uint8" as const,
    rawData: Uint8Array.from({ length: bytes }, (_zero, i) => i + name.length),
  });
  const inner: GraphProto = {
    name: "inner",
    nodes: [],
    initializers: [sized("a", 1023), sized("bb", 1024), sized("ccc", 20_000)],
    inputs: [],
    outputs: [],
  };
  const model = modelOf({
    ...inner,
    nodes: [
      { opType: "If", inputs: [], outputs: [], attributes: { then_branch: { type: "graph", value: inner } } },
      {
        opType: "Constant",
        inputs: [],
        outputs: [],
        attributes: { value: { type: "tensor", value: sized("v", 3000) } },
      },
    ],
  });
  expect(decodeModel(encodeModel(model))).toEqual(model);
});

test("a model of 2 GiB or more is refused", () => {
  const weights = tensorOf("w", float32(new Float32Array(2 ** 20), [2 ** 20]));
  const graph = { name: "g", nodes: [], initializers: Array(513).fill(weights), inputs: [], outputs: [] };
  expect(() => encodeModel(modelOf(graph))).toThrow("An ONNX file holds less than 2 GiB");
});
