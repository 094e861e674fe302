import { LeptonError } from "@lepton/core";
import { gunzipSync } from "fflate";
import { type NdArray, ndArray, sizeOf } from "../array/ndArray.ts";
import { swapBytes } from "./npy.ts";

/** Type codes of the format: width in bytes, and how the elements become an array's. */
const types: Record<number, { width: number; read: (bytes: ArrayBuffer, shape: number[]) => NdArray }> = {
  8: { width: 1, read: (bytes, shape) => ndArray(new Uint8Array(bytes), shape, "uint8") },
  9: { width: 1, read: (bytes, shape) => ndArray(new Int8Array(bytes), shape, "int8") },
  11: { width: 2, read: (bytes, shape) => ndArray(Int32Array.from(new Int16Array(bytes)), shape, "int32") },
  12: { width: 4, read: (bytes, shape) => ndArray(new Int32Array(bytes), shape, "int32") },
  13: { width: 4, read: (bytes, shape) => ndArray(new Float32Array(bytes), shape, "float32") },
  14: {
    width: 8,
    read: (bytes, shape) => ndArray(Float32Array.from(new Float64Array(bytes)), shape, "float32"),
  },
};

/**
 * Reads IDX, the format of MNIST and Fashion-MNIST, gzipped or plain: 0, 0, type, number of dimensions, the dimensions
 * (32 bits each) and the elements, all big-endian. int16 becomes int32, float64 becomes float32.
 * Source: LeCun, "The MNIST database", file formats. Errors: NN_IDX_INVALID, NN_IDX_TOO_LARGE past `maxBytes` (2 GiB).
 */
export function readIdx(file: Uint8Array, { maxBytes = 2 ** 31 }: { maxBytes?: number } = {}): NdArray {
  const bytes = file[0] === 0x1f && file[1] === 0x8b ? unpacked(file, maxBytes) : file;
  const type = types[bytes[2] ?? -1];
  const dims = bytes[3] ?? 0;
  const start = 4 + dims * 4;
  if (bytes[0] !== 0 || bytes[1] !== 0 || !type || dims === 0 || bytes.length < start)
    throw invalid("it does not begin as one");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dims }, (_, axis) => view.getUint32(4 + axis * 4));
  const size = sizeOf(shape) * type.width;
  if (bytes.length - start !== size)
    throw invalid(`it announces ${size} bytes of elements and has ${bytes.length - start}`);
  const elements = new Uint8Array(bytes.subarray(start)); // copied: a Buffer's own slice would share memory
  swapBytes(elements, type.width);
  return type.read(elements.buffer as ArrayBuffer, shape);
}

/** The last four bytes tell the unpacked size; no more than that is unpacked. */
function unpacked(file: Uint8Array, maxBytes: number): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const size = file.length >= 18 ? view.getUint32(file.length - 4, true) : 0;
  if (size > maxBytes)
    throw new LeptonError("NN_IDX_TOO_LARGE", {
      problem: `Unpacked, the file has more than the ${maxBytes} bytes allowed.`,
      received: `${size} bytes`,
      next: "If the file is to be trusted, raise maxBytes.",
    });
  try {
    return gunzipSync(file, { out: new Uint8Array(size) });
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function invalid(why: string): LeptonError {
  return new LeptonError("NN_IDX_INVALID", {
    problem: `This is not a whole IDX file: ${why}.`,
    next: "Fetch the file again.",
  });
}
