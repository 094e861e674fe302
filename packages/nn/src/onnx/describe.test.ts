import { expect, test } from "vitest";
import { float32 } from "../array/ndArray.ts";
import { describe } from "./describe.ts";
import { defaultOpsets, type ModelProto } from "./model.ts";
import { tensorOf } from "./tensor.ts";

test("a model reads as one line per node, with types, attributes and subgraphs", () => {
  const model: ModelProto = {
    irVersion: 10,
    opsetImports: defaultOpsets,
    producerName: "lepton",
    producerVersion: "1.0",
    metadataProps: { classes: '["cat","dog"]' },
    graph: {
      name: "net",
      nodes: [
        {
          opType: "Conv",
          name: "conv",
          inputs: ["x", "w"],
          outputs: ["h"],
          attributes: {
            strides: { type: "ints", value: [2, 2] },
            auto_pad: { type: "string", value: "SAME_UPPER" },
            dilations: { type: "ints", value: Array(12).fill(1) },
          },
        },
        { opType: "Clip", inputs: ["h", "", "six"], outputs: ["c", ""] },
        {
          opType: "FusedMatMul",
          domain: "com.microsoft",
          inputs: ["c", "c"],
          outputs: ["m"],
          attributes: { alpha: { type: "float", value: Math.fround(0.1) } },
        },
        {
          opType: "Scan",
          inputs: ["m"],
          outputs: ["y"],
          attributes: {
            num_scan_inputs: { type: "int", value: 1n },
            body: {
              type: "graph",
              value: {
                name: "body",
                nodes: [{ opType: "Identity", inputs: ["i"], outputs: ["o"] }],
                initializers: [],
                inputs: [{ name: "i" }],
                outputs: [{ name: "o", dataType: "float32" }],
              },
            },
          },
        },
        {
          opType: "Constant",
          inputs: [],
          outputs: ["k"],
          attributes: {
            value: {
              type: "tensor",
              value: { name: "", dims: [1], dataType: "uint16", rawData: new Uint8Array(2) },
            },
            names: { type: "strings", value: ["a", "b"] },
            scales: { type: "floats", value: [0.5, 1] },
          },
        },
      ],
      initializers: [
        tensorOf("w", float32(new Float32Array(27), [1, 3, 3, 3])),
        tensorOf("six", float32([6], [])),
        { name: "s", dims: [1], dataType: "string", rawData: new Uint8Array(0), stringData: ["cat"] },
      ],
      inputs: [{ name: "x", dataType: "float32", dims: ["n", 3, 8, null] }],
      outputs: [{ name: "y", dataType: "float32", dims: ["n", 4] }],
      valueInfos: [{ name: "h", dataType: "float32", dims: ["n", 1, 4, 4] }],
    },
  };
  expect(describe(model)).toMatchInlineSnapshot(`
    "IR 10, ai.onnx 20, com.microsoft 1, by lepton 1.0
    classes: "[\\"cat\\",\\"dog\\"]"
    graph net
      input x : float32 [n, 3, 8, ?]
      const w = float32 [1, 3, 3, 3]
      const six = float32 [] [6]
      const s = string [1] ["cat"]
      h = Conv(x, w) {strides: [2, 2], auto_pad: "SAME_UPPER", dilations: [1, 1, 1, 1, 1, 1, 1, 1, … 12 in all]} : float32 [n, 1, 4, 4]
      c, _ = Clip(h, _, six)
      m = com.microsoft.FusedMatMul(c, c) {alpha: 0.1}
      y = Scan(m) {num_scan_inputs: 1} : float32 [n, 4]
        body: graph body
          input i
          o = Identity(i) : float32
          output o : float32
      k = Constant() {value: uint16 [1], names: ["a", "b"], scales: [0.5, 1]}
      output y : float32 [n, 4]"
  `);
});
