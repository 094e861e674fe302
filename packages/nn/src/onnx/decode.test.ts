import { LeptonError } from "@lepton/core";
import fc from "fast-check";
import { onnx } from "onnx-proto";
import { describe, expect, test } from "vitest";
import { float32 } from "../array/ndArray.ts";
import { model as anyModel } from "./arbitraries.fixture.ts";
import { decodeModel } from "./decode.ts";
import { encodeModel } from "./encode.ts";
import { defaultOpsets, type GraphProto, irVersion, type ModelProto } from "./model.ts";
import { tensorOf } from "./tensor.ts";

const modelOf = (graph: Partial<GraphProto>): ModelProto => ({
  irVersion,
  opsetImports: defaultOpsets,
  graph: { name: "g", nodes: [], initializers: [], inputs: [], outputs: [], ...graph },
});

const encodeByOther = (graph: onnx.IGraphProto): Uint8Array =>
  onnx.ModelProto.encode({ irVersion: 10, opsetImport: [{ domain: "", version: 20 }], graph }).finish();

const codeOf = (read: () => unknown): string => {
  try {
    read();
    return "read";
  } catch (error) {
    if (!(error instanceof LeptonError)) throw error;
    return error.code;
  }
};

describe("round trip", () => {
  test("any model comes back as it was written", () => {
    fc.assert(
      fc.property(anyModel, (model) => {
        expect(decodeModel(encodeModel(model))).toEqual(model);
      }),
      { numRuns: 300 },
    );
  });

  test("onnx-proto 8.0.1 writes any model it has read to bytes that mean the same here", () => {
    fc.assert(
      fc.property(anyModel, (model) => {
        const other = onnx.ModelProto.decode(encodeModel(model));
        expect(onnx.ModelProto.verify(other)).toBeNull();
        expect(decodeModel(onnx.ModelProto.encode(other).finish())).toEqual(model);
      }),
      { numRuns: 300 },
    );
  });
});

test("onnx-proto 8.0.1 reads each field under its own name", () => {
  const bytes = encodeModel({
    ...modelOf({
      docString: "about",
      nodes: [
        {
          opType: "Conv",
          domain: "com.microsoft",
          name: "conv",
          inputs: ["x", "", "w"],
          outputs: ["y"],
          attributes: {
            strides: { type: "ints", value: [1, -2] },
            alpha: { type: "float", value: 0.5 },
            big: { type: "int", value: -(2n ** 63n) },
            pad: { type: "string", value: "SAME" },
            names: { type: "strings", value: ["a", "b"] },
            scales: { type: "floats", value: [1.5] },
          },
        },
      ],
      initializers: [tensorOf("w", float32([1, 2], [2, 1]))],
      inputs: [{ name: "x", dataType: "int64", dims: ["batch", 3, null] }],
      outputs: [{ name: "y", dataType: "bool", dims: [] }],
      valueInfos: [{ name: "z", dataType: "uint8" }],
    }),
    producerName: "lepton",
    producerVersion: "1.2",
    docString: "model",
    metadataProps: { classes: "猫,dog" },
  });
  const read = onnx.ModelProto.toObject(onnx.ModelProto.decode(bytes), {
    longs: String,
    bytes: Array,
    enums: String,
  });
  expect(read).toEqual({
    irVersion: "10",
    producerName: "lepton",
    producerVersion: "1.2",
    docString: "model",
    opsetImport: [{ version: "20" }, { domain: "com.microsoft", version: "1" }],
    metadataProps: [{ key: "classes", value: "猫,dog" }],
    graph: {
      name: "g",
      docString: "about",
      node: [
        {
          opType: "Conv",
          domain: "com.microsoft",
          name: "conv",
          input: ["x", "", "w"],
          output: ["y"],
          attribute: [
            { name: "strides", type: "INTS", ints: ["1", "-2"] },
            { name: "alpha", type: "FLOAT", f: 0.5 },
            { name: "big", type: "INT", i: "-9223372036854775808" },
            { name: "pad", type: "STRING", s: [83, 65, 77, 69] },
            { name: "names", type: "STRINGS", strings: [[97], [98]] },
            { name: "scales", type: "FLOATS", floats: [1.5] },
          ],
        },
      ],
      initializer: [{ name: "w", dataType: 1, dims: ["2", "1"], rawData: [0, 0, 128, 63, 0, 0, 0, 64] }],
      input: [
        {
          name: "x",
          type: {
            tensorType: { elemType: 7, shape: { dim: [{ dimParam: "batch" }, { dimValue: "3" }, {}] } },
          },
        },
      ],
      output: [{ name: "y", type: { tensorType: { elemType: 9, shape: {} } } }],
      valueInfo: [{ name: "z", type: { tensorType: { elemType: 2 } } }],
    },
  });
});

describe("attributes", () => {
  const attributesOf = (attribute: onnx.IAttributeProto[]) =>
    decodeModel(encodeByOther({ node: [{ opType: "Op", attribute }] })).graph.nodes[0]?.attributes;

  test("without a type, as in files of IR version 1, are what the field says", () => {
    expect(
      attributesOf([
        { name: "a", ints: [1, 2] },
        { name: "b", f: 2 },
        { name: "c", i: 0 },
      ]),
    ).toEqual({
      a: { type: "ints", value: [1, 2] },
      b: { type: "float", value: 2 },
      c: { type: "int", value: 0 },
    });
  });

  test("whose zero a proto3 writer left out are zero", () => {
    expect(attributesOf([{ name: "axis", type: 2 }])).toEqual({ axis: { type: "int", value: 0 } });
  });

  test("named __proto__ do not reach the prototype", () => {
    const attributes = attributesOf([{ name: "__proto__", type: 2, i: 1 }]);
    expect(Object.keys(attributes ?? {})).toEqual(["__proto__"]);
  });

  test.each([
    ["a kind that is not read", [{ name: "a", type: 13 }], "NN_ONNX_UNSUPPORTED"],
    ["a missing tensor", [{ name: "a", type: 4 }], "NN_ONNX_INVALID"],
    [
      "the same name twice",
      [
        { name: "a", type: 2 },
        { name: "a", type: 2 },
      ],
      "NN_ONNX_INVALID",
    ],
    ["no value and no type", [{ name: "a" }], "NN_ONNX_INVALID"],
  ])("with %s are refused", (_case, attribute, code) => {
    expect(codeOf(() => attributesOf(attribute))).toBe(code);
  });
});

test("integers beyond 2⁵³ stay exact, smaller ones are numbers", () => {
  const value = [
    0,
    -1,
    2 ** 53 - 1,
    -(2 ** 53) + 1,
    2n ** 53n,
    -(2n ** 53n),
    2n ** 63n - 1n,
    -(2n ** 63n),
    2 ** 32,
    -(2 ** 31),
  ];
  const model = modelOf({
    nodes: [{ opType: "Op", inputs: [], outputs: [], attributes: { v: { type: "ints", value } } }],
  });
  expect(decodeModel(encodeModel(model))).toEqual(model);
});

test("a fractional integer attribute is refused", () => {
  const model = modelOf({
    nodes: [{ opType: "Op", inputs: [], outputs: [], attributes: { v: { type: "int", value: 1.5 } } }],
  });
  expect(codeOf(() => encodeModel(model))).toBe("NN_NOT_AN_INTEGER");
});

test("fields of the format that are not modelled are passed over", () => {
  const bytes = onnx.ModelProto.encode({
    irVersion: 8,
    domain: "org.example",
    modelVersion: 3,
    functions: [{ name: "f" }],
    graph: {
      name: "g",
      node: [{ opType: "Relu", docString: "n" }],
      quantizationAnnotation: [{ tensorName: "t" }],
    },
  }).finish();
  expect(decodeModel(bytes)).toEqual({
    irVersion: 8,
    opsetImports: [],
    graph: {
      name: "g",
      nodes: [{ opType: "Relu", inputs: [], outputs: [] }],
      initializers: [],
      inputs: [],
      outputs: [],
    },
  });
});
