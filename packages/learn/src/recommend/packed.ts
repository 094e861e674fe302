import { LeptonError } from "@lepton/core";
import { z } from "zod";

/** Numbers as base64 of little-endian float32 or int32: a tenth of the digits, and exact. */
export const packedSchema = z.object({ type: z.enum(["float32", "int32"]), base64: z.string() });
export type Packed = z.infer<typeof packedSchema>;

export function packed(values: Float32Array | Int32Array): Packed {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return { type: values instanceof Float32Array ? "float32" : "int32", base64: bytes.toString("base64") };
}

/** Errors: LEARN_SAVED_MODEL when there are not as many numbers as told. */
export function unpackedFloats({ base64 }: Packed, length: number): Float32Array {
  return new Float32Array(bytesOf(base64, length));
}
export function unpackedInts({ base64 }: Packed, length: number): Int32Array {
  return new Int32Array(bytesOf(base64, length));
}

function bytesOf(base64: string, length: number): ArrayBuffer {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length === 4 * length) return new Uint8Array(bytes).buffer;
  throw new LeptonError("LEARN_SAVED_MODEL", {
    problem: "The numbers of the saved model do not fit its sizes.",
    received: `${bytes.length} bytes for ${length} numbers`,
    next: "Give what `toJSON` of a fitted model returned.",
  });
}
