import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { type DType, type NdArray, sizeOf } from "../array/ndArray.ts";
import { bytesPerElement, type DataType } from "../onnx/model.ts";
import { arrayFromBytes } from "../onnx/tensor.ts";

/** safetensors' names of element types. */
const dtypeNames = {
  float32: "F32",
  int64: "I64",
  int32: "I32",
  bool: "BOOL",
  uint8: "U8",
  int8: "I8",
} as const satisfies Record<DType, string>;

const readable: Readonly<Record<string, DataType>> = {
  ...Object.fromEntries(Object.entries(dtypeNames).map(([dtype, name]) => [name, dtype as DType])),
  F16: "float16",
  BF16: "bfloat16",
  F64: "float64",
};

/** The reference implementation reads no longer header. */
const maxHeaderBytes = 100_000_000;

const metadataKey = "__metadata__";
/** As it stands, not copied by z.record, which drops a key named `__proto__`. */
const metadataSchema = z.custom<Record<string, string>>(
  (value) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((text) => typeof text === "string"),
  "expected an object of texts",
);
const size = z.int().min(0);
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(size),
  data_offsets: z.tuple([size, size]),
});

/** What a .safetensors file holds. */
export interface Safetensors {
  readonly tensors: Readonly<Record<string, NdArray>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * The bytes of a .safetensors file: length of the header (8 bytes, little-endian), a JSON header, the elements of
 * one tensor behind the other. Wider types first and the header padded to 8 bytes, as the reference writer does,
 * so that every tensor is aligned to its type.
 * Errors: NN_SAFETENSORS_INVALID for a tensor named `__metadata__`.
 * Source: https://github.com/huggingface/safetensors#format
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, NdArray>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  if (Object.hasOwn(tensors, metadataKey))
    throw invalid("A tensor cannot have the name that the format keeps for its metadata.", metadataKey);
  const ordered = Object.entries(tensors).sort(
    ([nameA, a], [nameB, b]) =>
      bytesPerElement[b.dtype] - bytesPerElement[a.dtype] || (nameA < nameB ? -1 : 1),
  );
  let end = 0;
  const entries = ordered.map(([name, { dtype, shape, data }]) => {
    const begin = end;
    end += data.byteLength;
    return [name, { dtype: dtypeNames[dtype], shape, data_offsets: [begin, end] }] as const;
  });
  const about = Object.keys(metadata).length > 0 ? [[metadataKey, metadata] as const] : [];
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries([...about, ...entries])));
  const headerBytes = Math.ceil(header.length / 8) * 8;
  const out = new Uint8Array(8 + headerBytes + end);
  new DataView(out.buffer).setBigUint64(0, BigInt(headerBytes), true);
  out.fill(0x20, 8, 8 + headerBytes);
  out.set(header, 8);
  let at = 8 + headerBytes;
  for (const [, { data }] of ordered) {
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return out;
}

/**
 * Reads a .safetensors file. F32, I32, I64, BOOL, U8 and I8 come as they are; F16 and BF16 become float32 exactly,
 * F64 becomes float32 rounded. Elements are copied out of `bytes`.
 * Errors: NN_SAFETENSORS_INVALID when the file is cut off, its header is not what the format asks for, or the
 * tensors do not cover the data exactly: each byte belongs to one tensor.
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  const { header, data } = splitHeader(bytes);
  let metadata: Safetensors["metadata"] = {};
  const parts: (Entry & { name: string })[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === metadataKey) metadata = parse(metadataSchema, value, name);
    else parts.push({ name, ...parse(entrySchema, value, name) });
  }
  checkCoverage(parts, data.length);
  const tensors = parts.map(({ name, dtype, shape, data_offsets: [begin, end] }) => {
    const dataType = Object.hasOwn(readable, dtype) ? readable[dtype] : undefined;
    if (dataType === undefined)
      throw invalid(`The tensor ${name} holds elements of a type that is not read.`, dtype);
    if (sizeOf(shape) * bytesPerElement[dataType] !== end - begin)
      throw invalid(
        `The tensor ${name} has not the bytes that its shape asks for.`,
        `${dtype} [${shape.join(", ")}] in ${end - begin} bytes`,
      );
    return [name, arrayFromBytes(data.subarray(begin, end), shape, dataType, name)] as const;
  });
  return { tensors: Object.fromEntries(tensors), metadata };
}

type Entry = z.infer<typeof entrySchema>;

function splitHeader(bytes: Uint8Array): { header: object; data: Uint8Array } {
  if (bytes.length < 8)
    throw invalid("The file is too short to state the length of its header.", `${bytes.length} bytes`);
  const stated = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (stated > maxHeaderBytes)
    throw invalid("The header is longer than the format allows.", `${stated} bytes`);
  const end = 8 + Number(stated);
  if (end > bytes.length)
    throw invalid("The file ends within its header.", `${bytes.length} bytes with a header to byte ${end}`);
  let header: unknown;
  try {
    header = JSON.parse(
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, end)),
    );
  } catch (cause) {
    throw invalid("The header is not JSON in UTF-8.", `${stated} bytes`, cause);
  }
  if (bytes[8] !== 0x7b || typeof header !== "object" || header === null)
    throw invalid("The header does not begin with the { of a JSON object.", `byte ${bytes[8]}`);
  return { header, data: bytes.subarray(end) };
}

function parse<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const { data, error } = schema.safeParse(value);
  if (error)
    throw invalid(
      `The header's entry ${name} is not what the format asks for: ${z.prettifyError(error)}`,
      shortened(value),
    );
  return data as T;
}

/** No overlap, no hole, nothing behind the last: else a file could hide content or name one byte twice. */
function checkCoverage(
  parts: readonly { name: string; data_offsets: readonly [number, number] }[],
  length: number,
) {
  let covered = 0;
  const byPlace = [...parts].sort(
    (a, b) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  for (const { name, data_offsets } of byPlace) {
    const [begin, end] = data_offsets;
    const received = `data_offsets [${begin}, ${end}] in ${length} bytes, of which the first ${covered} are taken`;
    if (begin < covered) throw invalid(`The tensor ${name} overlaps the one before it.`, received);
    if (begin > covered) throw invalid(`There is a hole before the tensor ${name}.`, received);
    if (end < begin) throw invalid(`The tensor ${name} ends before it begins.`, received);
    if (end > length) throw invalid(`The file ends within the tensor ${name}.`, received);
    covered = end;
  }
  if (covered !== length)
    throw invalid("There are bytes behind the last tensor that belong to none.", `${length - covered} bytes`);
}

const shortened = (value: unknown): string => (JSON.stringify(value) ?? "nothing").slice(0, 100);

function invalid(problem: string, received: string, cause?: unknown): LeptonError {
  return new LeptonError(
    "NN_SAFETENSORS_INVALID",
    { problem, received, next: "Save or download the .safetensors file again." },
    { cause },
  );
}
