import { readFileSync } from "node:fs";
import { LeptonError } from "@lepton/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DType, float32, type NdArray, ndArray } from "../array/ndArray.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";

/** A file with any header, by hand: length, JSON, data. */
function fileOf(header: unknown, data: readonly number[] = []): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  return Uint8Array.of(json.length & 255, json.length >> 8, 0, 0, 0, 0, 0, 0, ...json, ...data);
}

const codeOf = (read: () => unknown): string => {
  try {
    read();
    return "read";
  } catch (error) {
    if (!(error instanceof LeptonError)) throw error;
    return error.code;
  }
};

test("the file of the reference implementation (safetensorsReference.py) is read, each type exact", () => {
  const bytes = readFileSync(new URL("../../test/golden/reference.safetensors", import.meta.url));
  const { tensors, metadata } = readSafetensors(bytes);
  expect(metadata).toEqual({ format: "np", epoch: "3" });
  expect(tensors).toEqual({
    "dense/kernel": float32([0.5, -1.25, 3, 1e-8, 7, -0], [3, 2]),
    half: float32([1, -2.5, 65504, 2 ** -24]), // 6e-8 is nearest to the smallest float16
    steps: ndArray(BigInt64Array.of(2n ** 40n + 1n), [], "int64"),
    ids: ndArray(Int32Array.of(-1, 2 ** 31 - 1), [1, 2], "int32"),
    mask: ndArray(Uint8Array.of(1, 0, 1), [3], "bool"),
    bytes: ndArray(Uint8Array.of(0, 255), [2], "uint8"),
    int8: ndArray(Int8Array.of(-128, 127), [2], "int8"),
    empty: float32([], [0, 4]),
    名: float32([1]),
  });
});

test("the same tensors are written to the reference's bytes", () => {
  // As safetensors 0.8.0 writes save({'b': float32([1, 2]), 'a': int8([3])}, {'k': 'v'}).
  const expected =
    '\x88\0\0\0\0\0\0\0{"__metadata__":{"k":"v"},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},' +
    '"a":{"dtype":"I8","shape":[1],"data_offsets":[8,9]}}     \0\0\x80?\0\0\0@\x03';
  const bytes = writeSafetensors(
    { a: ndArray(Int8Array.of(3), [1], "int8"), b: float32([1, 2]) },
    { k: "v" },
  );
  expect(Buffer.from(bytes).toString("latin1")).toBe(expected);
});

test("bfloat16 and float64 are read as float32", () => {
  const bytes = fileOf(
    {
      d: { dtype: "F64", shape: [1], data_offsets: [2, 10] },
      h: { dtype: "BF16", shape: [1], data_offsets: [0, 2] },
    },
    [0x49, 0x40, 0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f],
  );
  expect(readSafetensors(bytes).tensors).toEqual({ d: float32([0.1]), h: float32([3.140625]) });
});

const anyArray = fc
  .record({
    dtype: fc.constantFrom<DType[]>("float32", "int32", "int64", "bool", "uint8", "int8"),
    shape: fc.array(fc.nat(4), { maxLength: 3 }),
    seed: fc.nat(255),
  })
  .map(({ dtype, shape, seed }): NdArray => {
    const elements = shape.reduce((product, dim) => product * dim, 1);
    const values = Array.from({ length: elements }, (_zero, i) => (seed + i) % 100);
    if (dtype === "int64") return ndArray(BigInt64Array.from(values, BigInt), shape, dtype);
    if (dtype === "float32") return float32(values, shape);
    if (dtype === "int32") return ndArray(Int32Array.from(values), shape, dtype);
    if (dtype === "int8") return ndArray(Int8Array.from(values), shape, dtype);
    return ndArray(Uint8Array.from(values), shape, dtype);
  });

test("any tensors and metadata come back as they were written, each aligned to its type", () => {
  const name = fc.string({ unit: "grapheme" }).filter((text) => text !== "__metadata__");
  fc.assert(
    fc.property(
      fc.dictionary(name, anyArray),
      fc.dictionary(fc.string(), fc.string()),
      (tensors, metadata) => {
        const bytes = writeSafetensors(tensors, metadata);
        expect(readSafetensors(bytes)).toEqual({ tensors: { ...tensors }, metadata: { ...metadata } });
        expect((8 + Number(new DataView(bytes.buffer).getBigUint64(0, true))) % 8).toBe(0);
      },
    ),
  );
});

test("names that every object has are names like others", () => {
  const tensors = Object.fromEntries([
    ["__proto__", float32([1])],
    ["constructor", float32([2])],
  ]);
  const metadata = Object.fromEntries([
    ["__proto__", "a"],
    ["toString", "b"],
  ]);
  const read = readSafetensors(writeSafetensors(tensors, metadata));
  expect(Object.entries(read.tensors)).toEqual(Object.entries(tensors));
  expect(Object.entries(read.metadata)).toEqual(Object.entries(metadata));
});

test("an array that is a view of a larger one is written alone", () => {
  const part = float32(new Float32Array([1, 2, 3, 4]).subarray(1, 3));
  expect(readSafetensors(writeSafetensors({ part })).tensors).toEqual({ part: float32([2, 3]) });
});

describe("refused", () => {
  const u8 = (begin: number, end: number, shape = [end - begin]) => ({
    dtype: "U8",
    shape,
    data_offsets: [begin, end],
  });

  test.each<[string, Uint8Array, string]>([
    ["an empty file", new Uint8Array(0), "too short to state the length of its header. Received: 0 bytes."],
    [
      "a file cut within its header",
      fileOf({ a: u8(0, 1) }, [1]).subarray(0, 30),
      "The file ends within its header.",
    ],
    [
      "a header of 2⁶⁴ − 1 bytes",
      new Uint8Array(16).fill(255),
      "The header is longer than the format allows. Received: 18446744073709551615 bytes.",
    ],
    ["a header that is no JSON", fileOf("{nonsense"), "The header is not JSON in UTF-8."],
    ["a header that is a list", fileOf([]), "does not begin with the { of a JSON object"],
    ["a header with a leading space", fileOf(" {}"), "does not begin with the { of a JSON object"],
    [
      "a tensor without a shape",
      fileOf({ a: { dtype: "U8", data_offsets: [0, 1] } }, [1]),
      "The header's entry a is not what the format asks for",
    ],
    ["a negative offset", fileOf({ a: u8(-1, 0) }), "The header's entry a"],
    ["a fractional dimension", fileOf({ a: u8(0, 1, [0.5]) }, [1]), "The header's entry a"],
    [
      "metadata that is a list",
      fileOf({ __metadata__: ["a"] }),
      "The header's entry __metadata__ is not what the format asks for",
    ],
    ["metadata that is not text", fileOf({ __metadata__: { epoch: 3 } }), "The header's entry __metadata__"],
    [
      "two tensors on one byte",
      fileOf({ a: u8(0, 2), b: u8(1, 3) }, [1, 2, 3]),
      "The tensor b overlaps the one before it.",
    ],
    ["a hole", fileOf({ a: u8(0, 1), b: u8(2, 3) }, [1, 2, 3]), "There is a hole before the tensor b."],
    [
      "a tensor that ends before it begins",
      fileOf({ a: u8(0, 2), b: u8(2, 1, []) }, [1, 2]),
      "The tensor b ends before it begins.",
    ],
    ["a file cut within a tensor", fileOf({ a: u8(0, 4) }, [1, 2]), "The file ends within the tensor a."],
    [
      "bytes behind the last tensor",
      fileOf({ a: u8(0, 1) }, [1, 2]),
      "There are bytes behind the last tensor",
    ],
    [
      "a shape of other size",
      fileOf({ a: u8(0, 2, [3]) }, [1, 2]),
      "The tensor a has not the bytes that its shape asks for. Received: U8 [3] in 2 bytes.",
    ],
    [
      "a shape whose product overflows",
      fileOf({ a: u8(0, 2, [2 ** 52, 2 ** 52]) }, [1, 2]),
      "has not the bytes",
    ],
    [
      "a type that is not read",
      fileOf({ a: { ...u8(0, 1), dtype: "F8_E4M3" } }, [1]),
      "The tensor a holds elements of a type that is not read. Received: F8_E4M3.",
    ],
    [
      "a type named like a property of every object",
      fileOf({ a: { ...u8(0, 1), dtype: "toString" } }, [1]),
      "of a type that is not read",
    ],
  ])("%s", (_case, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(message);
    expect(codeOf(() => readSafetensors(bytes))).toBe("NN_SAFETENSORS_INVALID");
  });

  test("a tensor with the name of the metadata", () => {
    expect(() => writeSafetensors({ __metadata__: float32([1]) })).toThrow("the name that the format keeps");
  });

  test("each cut and each flipped bit gives a LeptonError or tensors", () => {
    const whole = writeSafetensors(
      { a: float32([1, 2]), b: ndArray(Uint8Array.of(1), [1], "uint8") },
      { k: "v" },
    );
    for (let length = 0; length < whole.length; length++)
      expect(codeOf(() => readSafetensors(whole.subarray(0, length)))).toBe("NN_SAFETENSORS_INVALID");
    for (let bit = 0; bit < 8 * whole.length; bit++) {
      const damaged = whole.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      codeOf(() => readSafetensors(damaged));
    }
  });
});
