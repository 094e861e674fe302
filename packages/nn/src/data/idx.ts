import { LeptonError } from "@lepton/core";
import { gunzipSync } from "fflate";
import { type NdArray, ndArray, sizeOf } from "../array/ndArray.ts";
import { swapBytes } from "./npy.ts";

/** Type codes of the format: width in bytes, and how the elements become an array's. */
const types: Record<number, { width: number; read: (bytes: Uint8Array, shape: number[]) => NdArray }> = {
  8: { width: 1, read: (bytes, shape) => ndArray(bytes, shape, "uint8") },
  9: { width: 1, read: (bytes, shape) => ndArray(Int8Array.from(bytes), shape, "int8") },
  11: {
    width: 2,
    read: ({ buffer }, shape) => ndArray(Int32Array.from(new Int16Array(buffer)), shape, "int32"),
  },
  12: { width: 4, read: ({ buffer }, shape) => ndArray(new Int32Array(buffer), shape, "int32") },
  13: { width: 4, read: ({ buffer }, shape) => ndArray(new Float32Array(buffer), shape, "float32") },
  14: {
    width: 8,
    read: ({ buffer }, shape) => ndArray(Float32Array.from(new Float64Array(buffer)), shape, "float32"),
  },
};

/**
 * Reads IDX, the format of MNIST and Fashion-MNIST, gzipped or plain: 0, 0, type, number of dimensions, the dimensions
 * (32 bits each) and the elements, all big-endian. int16 becomes int32, float64 float32; unsigned
 * bytes of a plain file are shared with it, not copied.
 * Source: LeCun, "The MNIST database", file formats. Errors: NN_IDX_INVALID, NN_IDX_TOO_LARGE past `maxBytes` (2 GiB).
 */
export function readIdx(file: Uint8Array, { maxBytes = 2 ** 31 }: { maxBytes?: number } = {}): NdArray {
  const bytes = file[0] === 0x1f && file[1] === 0x8b ? unpacked(file, maxBytes) : file;
  const type = types[bytes[2] ?? -1];
  const dims = bytes[3] ?? 0;
  const start = 4 + dims * 4;
  if (bytes[0] !== 0 || bytes[1] !== 0 || !type || dims === 0 || bytes.length < start)
    throw invalidIdx("it does not begin as one");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dims }, (_, axis) => view.getUint32(4 + axis * 4));
  const size = sizeOf(shape) * type.width;
  if (bytes.length - start !== size)
    throw invalidIdx(`it announces ${size} bytes of elements and has ${bytes.length - start}`);
  const elements = new Uint8Array(bytes.buffer, bytes.byteOffset + start, size); // never a Buffer
  if (type.width === 1) return type.read(elements, shape);
  const own = new Uint8Array(elements); // a Buffer's own slice would share memory
  swapBytes(own, type.width);
  return type.read(own, shape);
}

function unpacked(file: Uint8Array, maxBytes: number): Uint8Array {
  const out = new Uint8Array(unpackedSize(file, maxBytes));
  try {
    return gunzipSync(file, { out });
  } catch (error) {
    throw invalidIdx(error instanceof Error ? error.message : String(error));
  }
}

/** The last four bytes of a gzip tell its unpacked size; no more than that is unpacked. Errors: NN_IDX_TOO_LARGE. */
export function unpackedSize(file: Uint8Array, maxBytes: number): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const size = file.length >= 18 ? view.getUint32(file.length - 4, true) : 0;
  if (size > maxBytes)
    throw new LeptonError("NN_IDX_TOO_LARGE", {
      problem: `Unpacked, the file has more than the ${maxBytes} bytes allowed.`,
      received: `${size} bytes`,
      next: "If the file is to be trusted, raise maxBytes.",
    });
  return size;
}

/** NN_IDX_INVALID. */
export function invalidIdx(why: string): LeptonError {
  return new LeptonError("NN_IDX_INVALID", {
    problem: `This is not a whole IDX file: ${why}.`,
    next: "Fetch the file again.",
  });
}
