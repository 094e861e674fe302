import { LeptonError } from "@lepton/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { float32 } from "../array/ndArray.ts";
import { decodeModel } from "./decode.ts";
import { encodeModel } from "./encode.ts";
import { defaultOpsets, irVersion } from "./model.ts";
import { tensorOf } from "./tensor.ts";

const codeOf = (read: () => unknown): string => {
  try {
    read();
    return "read";
  } catch (error) {
    if (!(error instanceof LeptonError)) throw error;
    return error.code;
  }
};

describe("damaged files", () => {
  const whole = encodeModel({
    irVersion,
    opsetImports: defaultOpsets,
    graph: {
      name: "g",
      nodes: [
        {
          opType: "Scan",
          inputs: ["x"],
          outputs: ["y"],
          attributes: {
            body: {
              type: "graph",
              value: {
                name: "b",
                nodes: [],
                initializers: [],
                inputs: [{ name: "i" }],
                outputs: [{ name: "o" }],
              },
            },
            axes: { type: "ints", value: [1, 2, 3, -1] },
            scale: { type: "floats", value: [1, 2] },
          },
        },
      ],
      initializers: [tensorOf("w", float32([1, 2, 3, 4], [2, 2]))],
      inputs: [{ name: "x", dataType: "float32", dims: ["n", 2] }],
      outputs: [{ name: "y", dataType: "float32", dims: ["n", 2] }],
    },
    metadataProps: { k: "v" },
  });

  test("cut off at any byte, each gives a LeptonError or a model", () => {
    const codes = Array.from(whole, (_byte, length) => codeOf(() => decodeModel(whole.subarray(0, length))));
    expect(new Set(codes)).toEqual(new Set(["NN_ONNX_INVALID", "read"]));
    expect(codes.filter((code) => code === "read").length).toBeLessThan(5); // only between two top-level fields
  });

  test("with any one bit flipped, each gives a LeptonError or a model", () => {
    for (let bit = 0; bit < 8 * whole.length; bit++) {
      const damaged = whole.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      codeOf(() => encodeModel(decodeModel(damaged)));
    }
  });

  test("with several bytes changed, or made of random bytes, each gives a LeptonError or a model", () => {
    const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    const damaged = edits.map((list) => {
      const bytes = whole.slice();
      for (const [at, byte] of list) bytes[at] = byte;
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        codeOf(() => decodeModel(bytes));
      }),
      { numRuns: 5000 },
    );
  });

  test("nested 300 graphs deep are refused rather than overflowing the stack", () => {
    let body: Uint8Array = new Uint8Array(0);
    const graphs = [1, 5, 6]; // GraphProto.node, NodeProto.attribute, AttributeProto.g
    const wrap = (field: number, inner: Uint8Array) => {
      const size = [];
      for (let rest = inner.length; ; rest >>= 7) {
        size.push(rest > 127 ? (rest & 127) | 128 : rest);
        if (rest <= 127) break;
      }
      return Uint8Array.of(field * 8 + 2, ...size, ...inner);
    };
    for (let depth = 0; depth < 900; depth++) body = wrap(graphs[2 - (depth % 3)] as number, body);
    expect(() => decodeModel(wrap(7, body))).toThrow("nests more than 100 messages");
  });

  test.each([
    ["nothing", [], "ModelProto holds no graph. Received: byte 0 of 0."],
    [
      "text",
      [..."<!doctype html>"].map((c) => c.charCodeAt(0)),
      "field 7 with wire type 4 instead of 2. Received: byte 0 of 15.",
    ],
    [
      "a length beyond the end",
      [8, 9, 0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f],
      "ModelProto has field 7 ending 4294967295 bytes behind the end. Received: byte 2 of 8.",
    ],
    ["an endless number", Array(20).fill(0xff), "a number of more than ten bytes. Received: byte 0 of 20."],
    ["half a number", [8, 0xff], "ModelProto ends within a number. Received: byte 0 of 2."],
    ["field number 0", [0], "ModelProto has a field with number 0"],
    ["a group", [0x7b], "ModelProto has field 15 with unknown wire type 3"],
    ["text that is not UTF-8", [0x12, 0x01, 0xff], "ModelProto has text in field 2 that is not UTF-8"],
    ["a graph but no version", [0x3a, 0], "ModelProto states IR version 0"],
  ])("that hold %s say where", (_case, bytes, message) => {
    expect(() => decodeModel(Uint8Array.from(bytes))).toThrow(message);
  });
});
