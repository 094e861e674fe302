import { LeptonError } from "@lepton/core";
import { type DType, type Elements, type NdArray, sizeOf } from "../array/ndArray.ts";
import { bfloat16ToFloat32, float16ToFloat32 } from "./halfFloat.ts";
import type { DataType, TensorProto } from "./model.ts";

/** Array type that holds the elements of each type as they stand in a file. */
export const elementArrays = {
  float32: Float32Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
  float16: Uint16Array,
  float64: Float64Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  bfloat16: Uint16Array,
} as const satisfies Record<Exclude<DataType, "string">, unknown>;

/** An array under a name, sharing its memory: `tensorOf("weights", float32([1, 2]))`. */
export function tensorOf(name: string, { dtype, shape, data }: NdArray): TensorProto {
  return {
    name,
    dims: shape,
    dataType: dtype,
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

/**
 * The elements of a tensor, copied. float16, bfloat16 and float64 become float32 (float64 is rounded).
 * Errors: NN_ONNX_UNSUPPORTED for types that nothing here computes with (string, 16-bit and unsigned integers).
 */
export function arrayOf({ name, dims, dataType, rawData }: TensorProto): NdArray {
  return arrayFromBytes(rawData, dims, dataType, name);
}

/** Little-endian bytes of one of ONNX's types as an array; see `arrayOf`. */
export function arrayFromBytes(
  bytes: Uint8Array,
  shape: readonly number[],
  dataType: DataType,
  name: string,
): NdArray {
  const { buffer } = new Uint8Array(bytes); // a view may start at any byte, an array of floats may not
  const wrap = <T extends DType>(dtype: T, data: Elements[T]): NdArray<T> => ({
    dtype,
    shape: [...shape],
    data,
  });
  switch (dataType) {
    case "float32":
      return wrap("float32", new Float32Array(buffer));
    case "float16":
      return wrap("float32", float16ToFloat32(new Uint16Array(buffer)));
    case "bfloat16":
      return wrap("float32", bfloat16ToFloat32(new Uint16Array(buffer)));
    case "float64":
      return wrap("float32", Float32Array.from(new Float64Array(buffer)));
    case "int32":
      return wrap("int32", new Int32Array(buffer));
    case "int64":
      return wrap("int64", new BigInt64Array(buffer));
    case "bool":
      return wrap("bool", new Uint8Array(buffer));
    case "uint8":
      return wrap("uint8", new Uint8Array(buffer));
    case "int8":
      return wrap("int8", new Int8Array(buffer));
    default:
      throw new LeptonError("NN_ONNX_UNSUPPORTED", {
        problem: `The tensor ${name} holds elements of a type that is not computed with here.`,
        received: `${dataType} [${shape.join(", ")}], ${sizeOf(shape)} elements`,
        next: "Export it as float32, float16, int32, int64, bool, uint8 or int8.",
      });
  }
}
