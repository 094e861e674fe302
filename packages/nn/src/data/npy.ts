import { LeptonError } from "@lepton/core";
import { type DType, type NdArray, ndArray, sizeOf } from "../array/ndArray.ts";
import { float16ToFloat32 } from "../onnx/halfFloat.ts";
import { type NpyHeader, readNpyHeader } from "./npyHeader.ts";

export type NpyData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** An .npy file as it is: elements in their own type (float16 as float32, bool as 0/1), row-major. */
export interface Npy {
  /** NumPy's name of the type without byte order: f2 f4 f8 i1 … u8 b1. */
  readonly type: string;
  readonly shape: readonly number[];
  readonly data: NpyData;
}

type Store = new (buffer: ArrayBuffer) => NpyData;
const stores: Record<string, Store> = {
  f2: Uint16Array,
  f4: Float32Array,
  f8: Float64Array,
  i1: Int8Array,
  u1: Uint8Array,
  b1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Uint32Array,
  i8: BigInt64Array,
  u8: BigUint64Array,
};

/**
 * Reads NumPy's .npy, versions 1 to 3, either byte order, C and Fortran order; the elements keep their type.
 * Source: numpy.lib.format. Errors: NN_NPY_INVALID, NN_NPY_UNSUPPORTED (complex, text, dates, objects, records).
 */
export function parseNpy(file: Uint8Array): Npy {
  const header = readNpyHeader(file);
  const type = header.descr.slice(1);
  const Kind = stores[type];
  if (!Kind)
    throw new LeptonError("NN_NPY_UNSUPPORTED", {
      problem: "The .npy file holds a type that is not read; numbers and bool are.",
      received: `descr '${header.descr}'`,
      next: "Convert it in NumPy first, e.g. `array.astype('float32')`.",
    });
  const width = Number(type.slice(1));
  const bytes = width * sizeOf(header.shape);
  const payload = new Uint8Array(file.subarray(header.end, header.end + bytes)); // a Buffer's own slice shares memory
  if (payload.length < bytes || file.length > header.end + bytes)
    throw new LeptonError("NN_NPY_INVALID", {
      problem: `The .npy file announces ${bytes} bytes of elements; it is cut off or damaged.`,
      received: `${file.length - header.end} bytes`,
      next: "Write or fetch the file again.",
    });
  if (header.descr[0] === ">") swapBytes(payload, width);
  const elements = new Kind(payload.buffer as ArrayBuffer);
  const data = type === "f2" ? float16ToFloat32(elements as Uint16Array) : elements;
  return { type, shape: header.shape, data: header.fortranOrder ? toRowMajor(data, header) : data };
}

/**
 * Reads .npy into an array that models compute with: floats to float32 (float64 is rounded), bool to bool, int8 and
 * uint8 as they are, int16 · uint16 · int32 to int32, uint32 · int64 · uint64 to int64, or all to int32 when asked.
 * Errors: NN_NPY_INVALID, NN_NPY_UNSUPPORTED, NN_NPY_RANGE when a number does not fit the integer type.
 */
export function readNpy(file: Uint8Array, { int64 = "int64" }: { int64?: "int64" | "int32" } = {}): NdArray {
  const { type, shape, data } = parseNpy(file);
  if (type.startsWith("f")) return ndArray(Float32Array.from(data as Float64Array), shape, "float32");
  if (type === "b1") return ndArray(data as Uint8Array, shape, "bool");
  if (type === "u1") return ndArray(data as Uint8Array, shape, "uint8");
  if (type === "i1") return ndArray(data as Int8Array, shape, "int8");
  if (["i2", "u2", "i4"].includes(type)) return ndArray(Int32Array.from(data as Int32Array), shape, "int32");
  const values = data as ArrayLike<number | bigint>;
  if (int64 === "int32")
    return ndArray(
      Int32Array.from(values, (value) => {
        const number = Number(value);
        if (number !== (number | 0)) throw outOfRange(value, "int32");
        return number;
      }),
      shape,
      "int32",
    );
  return ndArray(
    BigInt64Array.from(values, (value) => {
      if (value >= 2n ** 63n) throw outOfRange(value, "int64");
      return BigInt(value);
    }),
    shape,
    "int64",
  );
}

const descrs: Record<DType, string> = {
  float32: "<f4",
  int32: "<i4",
  int64: "<i8",
  bool: "|b1",
  uint8: "|u1",
  int8: "|i1",
};

/** An array as an .npy file (version 1, little-endian, C order), which `numpy.load` opens. */
export function writeNpy(array: NdArray): Uint8Array {
  const dims = array.shape.length === 1 ? `${array.shape[0]},` : array.shape.join(", ");
  const text = `{'descr': '${descrs[array.dtype]}', 'fortran_order': False, 'shape': (${dims}), }`;
  const end = Math.ceil((10 + text.length + 1) / 64) * 64; // The elements start at a multiple of 64.
  const { data } = array;
  const file = new Uint8Array(end + data.byteLength);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (end - 10) & 255, (end - 10) >> 8]);
  file.set(new TextEncoder().encode(`${text.padEnd(end - 11)}\n`), 10);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), end);
  return file;
}

/** Big-endian elements of `width` bytes to little-endian, in place. */
export function swapBytes(bytes: Uint8Array, width: number): void {
  for (let at = 0; width > 1 && at < bytes.length; at += width) bytes.subarray(at, at + width).reverse();
}

/** Element (i₀ … iₙ) stands at Σ iₖ · ∏_{l<k} dₗ in Fortran order: the first index runs fastest. */
function toRowMajor(data: NpyData, { shape }: NpyHeader): NpyData {
  const from = data as Float32Array;
  const out = from.slice();
  const strides: number[] = [];
  shape.reduce((stride, dim) => {
    strides.push(stride);
    return stride * dim;
  }, 1);
  const index = new Array<number>(shape.length).fill(0);
  let source = 0;
  for (let at = 0; at < out.length; at++) {
    out[at] = from[source] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const dim = shape[axis] as number;
      const stride = strides[axis] as number;
      index[axis] = (index[axis] as number) + 1;
      source += stride;
      if ((index[axis] as number) < dim) break;
      index[axis] = 0;
      source -= dim * stride;
    }
  }
  return out;
}

function outOfRange(value: number | bigint, type: string): LeptonError {
  return new LeptonError("NN_NPY_RANGE", {
    problem: `A number of the .npy file does not fit ${type}.`,
    received: String(value),
    next: 'Read it with { int64: "int64" }, or keep the elements as they are with `parseNpy`.',
  });
}
