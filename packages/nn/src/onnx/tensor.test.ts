import { onnx } from "onnx-proto";
import { describe, expect, test } from "vitest";
import { float32, int32 } from "../array/ndArray.ts";
import { decodeModel } from "./decode.ts";
import { encodeModel } from "./encode.ts";
import { bfloat16ToFloat32, float16ToFloat32 } from "./halfFloat.ts";
import { dataTypes, defaultOpsets, type GraphProto, irVersion, type ModelProto } from "./model.ts";
import { arrayOf, tensorOf } from "./tensor.ts";

const modelOf = (graph: Partial<GraphProto>): ModelProto => ({
  irVersion,
  opsetImports: defaultOpsets,
  graph: { name: "g", nodes: [], initializers: [], inputs: [], outputs: [], ...graph },
});

const oneTensor = (bytes: Uint8Array) => {
  const tensor = decodeModel(bytes).graph.initializers[0];
  if (!tensor) throw new Error("no tensor");
  return tensor;
};

const encodeByOther = (graph: onnx.IGraphProto): Uint8Array =>
  onnx.ModelProto.encode({ irVersion: 10, opsetImport: [{ domain: "", version: 20 }], graph }).finish();

describe("tensors of a file", () => {
  const typed: [string, onnx.ITensorProto, unknown][] = [
    ["float_data", { dataType: dataTypes.float32, floatData: [1.5, -2] }, Float32Array.of(1.5, -2)],
    ["double_data", { dataType: dataTypes.float64, doubleData: [0.1, 2] }, Float32Array.of(0.1, 2)],
    ["int32_data", { dataType: dataTypes.int32, int32Data: [-1, 7] }, Int32Array.of(-1, 7)],
    ["int32_data of int8", { dataType: dataTypes.int8, int32Data: [-128, 7] }, Int8Array.of(-128, 7)],
    ["int32_data of bool", { dataType: dataTypes.bool, int32Data: [1, 0] }, Uint8Array.of(1, 0)],
    [
      "int32_data of float16",
      { dataType: dataTypes.float16, int32Data: [0x3c00, 0xc000] },
      Float32Array.of(1, -2),
    ],
    [
      "int32_data of bfloat16",
      { dataType: dataTypes.bfloat16, int32Data: [0x3f80, 0xc000] },
      Float32Array.of(1, -2),
    ],
    ["int64_data", { dataType: dataTypes.int64, int64Data: [-1, 2 ** 40] }, BigInt64Array.of(-1n, 2n ** 40n)],
  ];
  test.each(typed)("elements in %s are read", (_field, tensor, expected) => {
    expect(
      arrayOf(oneTensor(encodeByOther({ initializer: [{ name: "t", dims: [2], ...tensor }] }))).data,
    ).toEqual(expected);
  });

  test("weights are views of the file, not copies", () => {
    const bytes = encodeModel(modelOf({ initializers: [tensorOf("w", float32([1, 2, 3]))] }));
    expect(oneTensor(bytes).rawData.buffer).toBe(bytes.buffer);
  });

  test("a file within a larger buffer is read at its own offset", () => {
    const bytes = encodeModel(modelOf({ initializers: [tensorOf("w", float32([1, 2, 3]))] }));
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    expect([...arrayOf(oneTensor(larger.subarray(3))).data]).toEqual([1, 2, 3]);
  });

  test("weights in another file are named with what to do", () => {
    const bytes = encodeByOther({
      initializer: [
        {
          name: "w",
          dims: [2],
          dataType: 1,
          dataLocation: 1,
          externalData: [{ key: "location", value: "w.bin" }],
        },
      ],
    });
    expect(() => decodeModel(bytes)).toThrowErrorMatchingInlineSnapshot(
      `[LeptonError: The weights of w are in another file. Received: external data, float32 [2]. Save the model with its weights inside: onnx.save_model(onnx.load(path), out, save_as_external_data=False).]`,
    );
  });

  test("too few bytes for the shape are named", () => {
    const bytes = encodeByOther({
      initializer: [{ name: "w", dims: [2, 3], dataType: 1, rawData: new Uint8Array(20) }],
    });
    expect(() => decodeModel(bytes)).toThrowErrorMatchingInlineSnapshot(
      `[LeptonError: This is no intact ONNX file: TensorProto w of shape [2, 3] and type float32 holds 20 bytes. Received: byte 15 of 43. Export or download the file again; it may be cut off, or of another format.]`,
    );
  });

  test("an element type that is not read is named", () => {
    const bytes = encodeByOther({ initializer: [{ name: "w", dims: [], dataType: 14 }] });
    expect(() => decodeModel(bytes)).toThrowErrorMatchingInlineSnapshot(
      `[LeptonError: The ONNX file uses an element type that is not read. Received: data type 14. Export it as float32, float16, int32, int64, bool, uint8 or int8.]`,
    );
  });
});

test("an array becomes a tensor without a copy and comes back as a copy", () => {
  const given = int32([1, -2, 3, 4], [2, 2]);
  const tensor = tensorOf("t", given);
  expect(tensor).toMatchObject({ name: "t", dims: [2, 2], dataType: "int32" });
  expect(tensor.rawData.buffer).toBe(given.data.buffer);
  const back = arrayOf({ ...tensor, rawData: Buffer.from(tensor.rawData) });
  expect(back).toEqual(given);
  expect(back.data.buffer.byteLength).toBe(16);
});

test("a string tensor is no array", () => {
  const strings = {
    name: "s",
    dims: [1],
    dataType: "string",
    rawData: new Uint8Array(0),
    stringData: ["a"],
  } as const;
  expect(() => arrayOf(strings)).toThrowErrorMatchingInlineSnapshot(
    `[LeptonError: The tensor s holds elements of a type that is not computed with here. Received: string [1], 1 elements. Export it as float32, float16, int32, int64, bool, uint8 or int8.]`,
  );
});

test("float16: the examples of Wikipedia's page on the half-precision format", () => {
  const bits = [
    0x0000, 0x0001, 0x03ff, 0x0400, 0x3555, 0x3bff, 0x3c00, 0x3c01, 0x7bff, 0x7c00, 0x8000, 0xc000, 0xfc00,
  ];
  expect([...float16ToFloat32(Uint16Array.from(bits))]).toEqual([
    0,
    2 ** -24,
    2 ** -14 - 2 ** -24,
    2 ** -14,
    0.333251953125,
    1 - 2 ** -11,
    1,
    1 + 2 ** -10,
    65504,
    Number.POSITIVE_INFINITY,
    -0,
    -2,
    Number.NEGATIVE_INFINITY,
  ]);
  expect(float16ToFloat32(Uint16Array.of(0x7e00))[0]).toBeNaN();
});

test("bfloat16: the examples of Wikipedia's page on bfloat16", () => {
  expect([
    ...bfloat16ToFloat32(Uint16Array.of(0x3f80, 0xc000, 0x7f7f, 0x0080, 0x4049, 0x3eab, 0x8000)),
  ]).toEqual([1, -2, (2 ** 8 - 1) * 2 ** -7 * 2 ** 127, 2 ** -126, 3.140625, 0.333984375, -0]);
});
