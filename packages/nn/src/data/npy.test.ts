import { readFileSync } from "node:fs";
import fc from "fast-check";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { type DType, float32, type NdArray, ndArray, sizeOf } from "../array/ndArray.ts";
import { parseNpy, readNpy, writeNpy } from "./npy.ts";
import { readNpz, writeNpz } from "./npz.ts";

interface Golden {
  cases: { name: string; file: string; type: string; shape: number[]; values: string[] }[];
  unsupported: Record<string, string>;
  npz: string;
  npzCompressed: string;
}
/** Written by NumPy 1.24.2: test/data/golden/npy.py. */
const golden = JSON.parse(
  readFileSync(new URL("../../test/data/golden/npy.json", import.meta.url), "utf8"),
) as Golden;
const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));
const number = (text: string) =>
  ({ True: 1, False: 0, inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY })[text] ??
  Number(text);
const valuesOf = ({ type, values }: Golden["cases"][number]) =>
  type.endsWith("8") && type[0] !== "f" ? values.map((value) => BigInt(value)) : values.map(number);

describe("files written by NumPy", () => {
  test.each(golden.cases)("$name", (written) => {
    const { type, shape, data } = parseNpy(bytes(written.file));
    expect({ type, shape }).toEqual({ type: written.type, shape: written.shape });
    expect(Array.from(data as Float32Array)).toEqual(valuesOf(written));
  });

  test("read for a model, every type becomes one that models compute with", () => {
    const types = golden.cases.map(({ type, file }) => [type, readNpy(bytes(file)).dtype]);
    expect(Object.fromEntries(types)).toEqual({
      f2: "float32",
      f4: "float32",
      f8: "float32",
      i1: "int8",
      u1: "uint8",
      i2: "int32",
      u2: "int32",
      i4: "int32",
      u4: "int64",
      i8: "int64",
      u8: "int64",
      b1: "bool",
    });
  });

  test("int64 becomes int32 when asked, and says so when a number does not fit", () => {
    const file = (name: string) => bytes(golden.cases.find((one) => one.name === name)?.file as string);
    expect(readNpy(file(">i8"), { int64: "int32" })).toMatchObject({ dtype: "int32", shape: [2, 3, 4] });
    expect(() => readNpy(file("large int64"), { int64: "int32" })).toThrow(/9007199254740993/);
  });

  test.each(Object.entries(golden.unsupported))("%s is refused by name", (_, file) => {
    expect(() => parseNpy(bytes(file))).toThrow(expect.objectContaining({ code: "NN_NPY_UNSUPPORTED" }));
  });

  test.each(["npz", "npzCompressed"] as const)("%s: every array by name", (kind) => {
    const { x, y } = readNpz(bytes(golden[kind]), { int64: "int32" });
    expect(x).toMatchObject({ dtype: "float32", shape: [2, 3, 4] });
    expect(Array.from(x?.data as Float32Array)).toEqual(Array.from({ length: 24 }, (_, i) => i));
    expect(y).toEqual(ndArray(new Int32Array([0, 1, 2]), [3], "int32"));
    expect(Object.keys(readNpz(bytes(golden[kind]), { names: ["y"] }))).toEqual(["y"]);
  });
});

const make: { [T in DType]: (values: number[], shape: number[]) => NdArray } = {
  float32: (values, shape) => float32(values, shape),
  int32: (values, shape) => ndArray(Int32Array.from(values), shape, "int32"),
  int64: (values, shape) => ndArray(BigInt64Array.from(values.map(BigInt)), shape, "int64"),
  bool: (values, shape) =>
    ndArray(
      Uint8Array.from(values, (v) => v & 1),
      shape,
      "bool",
    ),
  uint8: (values, shape) => ndArray(Uint8Array.from(values), shape, "uint8"),
  int8: (values, shape) => ndArray(Int8Array.from(values), shape, "int8"),
};
const anyArray = fc
  .tuple(fc.constantFrom(...(Object.keys(make) as DType[])), fc.array(fc.nat(4), { maxLength: 4 }))
  .chain(([dtype, shape]) => {
    const length = sizeOf(shape);
    return fc
      .array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { minLength: length, maxLength: length })
      .map((values) => make[dtype](values, shape));
  });

test("what is written is what is read: .npy and .npz of any shape and type", () => {
  fc.assert(
    fc.property(anyArray, fc.boolean(), (array, compress) => {
      expect(readNpy(writeNpy(array))).toEqual(array);
      expect(readNpz(writeNpz({ a: array }, { compress }))).toEqual({ a: array });
    }),
  );
});

test("a file as NumPy writes it, up to the padding of its header", () => {
  const written = golden.cases.find(({ name }) => name === "<f4") as Golden["cases"][number];
  const text = (file: Uint8Array) => Buffer.from(file).toString("latin1").replace(/ +\n/, "\n").slice(10);
  expect(text(writeNpy(readNpy(bytes(written.file))))).toBe(text(bytes(written.file)));
});

test("a Buffer is read without being changed", () => {
  const file = Buffer.from(golden.cases.find(({ name }) => name === ">f4")?.file as string, "base64");
  const before = file.toString("hex");
  expect(parseNpy(file).data).toHaveLength(24);
  expect(file.toString("hex")).toBe(before);
});

test("a cut or damaged file never reads as numbers", () => {
  const whole = writeNpy(float32([1, 2, 3, 4], [2, 2]));
  fc.assert(
    fc.property(fc.nat(whole.length - 1), (length) => {
      expect(() => parseNpy(whole.subarray(0, length))).toThrow(/\.npy file/);
    }),
  );
  expect(() => parseNpy(Buffer.concat([whole, Buffer.alloc(4)]))).toThrow(/cut off or damaged/);
  expect(() => readNpz(new Uint8Array([1, 2, 3]))).toThrow(
    expect.objectContaining({ code: "NN_NPZ_INVALID" }),
  );
});

test("a zip that unpacks to more than allowed is refused before it is unpacked", () => {
  const bomb = zipSync({ "x.npy": new Uint8Array(4_000_000) });
  expect(bomb.length).toBeLessThan(20_000);
  expect(() => readNpz(bomb, { maxBytes: 1_000_000 })).toThrow(
    expect.objectContaining({ code: "NN_NPZ_TOO_LARGE" }),
  );
});

test("a zip whose directory understates the size stays within what it announces", () => {
  const lie = zipSync({ "x.npy": [writeNpy(float32(new Float32Array(100_000))), { level: 6 }] });
  const entry = Buffer.from(lie).indexOf("PK\x01\x02", 0, "latin1");
  new DataView(lie.buffer, lie.byteOffset).setUint32(entry + 24, 200, true);
  expect(() => readNpz(lie)).toThrow(/cut off or damaged/);
});
