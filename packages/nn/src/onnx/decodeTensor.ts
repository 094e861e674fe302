import { LeptonError } from "@lepton/core";
import { sizeOf } from "../array/ndArray.ts";
import { bytesPerElement, type DataType, dataTypes, type TensorProto } from "./model.ts";
import type { ProtoReader } from "./protoReader.ts";
import { elementArrays } from "./tensor.ts";

const dataTypeNames = new Map(
  Object.entries(dataTypes).map(([name, type]) => [type as number, name as DataType]),
);

/** Name of a TensorProto.DataType. Errors: NN_ONNX_UNSUPPORTED for complex, 4-bit and 8-bit floating types. */
export function dataTypeOf(type: number): DataType {
  const name = dataTypeNames.get(type);
  if (name === undefined)
    throw new LeptonError("NN_ONNX_UNSUPPORTED", {
      problem: "The ONNX file uses an element type that is not read.",
      received: `data type ${type}`,
      next: "Export it as float32, float16, int32, int64, bool, uint8 or int8.",
    });
  return name;
}

/**
 * A tensor with its elements as raw bytes, whichever of the seven fields they came in. Raw bytes are a view
 * of the file, typed fields are converted.
 * Errors: NN_ONNX_INVALID when shape and number of bytes disagree; NN_ONNX_UNSUPPORTED when the elements are in
 * another file.
 */
export function decodeTensor(from: ProtoReader): TensorProto {
  let name = "";
  let type = 0;
  let isExternal = false;
  let rawData: Uint8Array | undefined;
  const dims: (number | bigint)[] = [];
  const values: (number | bigint)[] = [];
  const floats: number[] = [];
  const stringData: string[] = [];
  while (from.next()) {
    if (from.field === 1) from.int64s(dims);
    else if (from.field === 2) type = from.integer();
    else if (from.field === 4) from.floats(floats);
    else if (from.field === 5 || from.field === 7 || from.field === 11) from.int64s(values);
    else if (from.field === 6) stringData.push(from.string());
    else if (from.field === 8) name = from.string();
    else if (from.field === 9) rawData = from.bytes();
    else if (from.field === 10) from.doubles(floats);
    else if (from.field === 14) isExternal = from.integer() === 1;
    else from.skip();
  }
  const dataType = dataTypeOf(type);
  if (isExternal)
    throw new LeptonError("NN_ONNX_UNSUPPORTED", {
      problem: `The weights of ${name} are in another file.`,
      received: `external data, ${dataType} [${dims.join(", ")}]`,
      next: "Save the model with its weights inside: onnx.save_model(onnx.load(path), out, save_as_external_data=False).",
    });
  const sizes = dims.map((dim) => {
    if (typeof dim === "bigint" || dim < 0) from.fail(`${name} has the dimension ${dim}`);
    return dim;
  });
  const elements = sizeOf(sizes);
  const shape = `${name} of shape [${sizes.join(", ")}]`;
  if (dataType === "string") {
    if (stringData.length !== elements) from.fail(`${shape} holds ${stringData.length} strings`);
    return { name, dims: sizes, dataType, rawData: new Uint8Array(0), stringData };
  }
  rawData ??= toBytes(dataType, isFloating(dataType) ? floats : values);
  if (rawData.length !== elements * bytesPerElement[dataType])
    from.fail(`${shape} and type ${dataType} holds ${rawData.length} bytes`);
  return { name, dims: sizes, dataType, rawData };
}

/** float_data and double_data; float16 and bfloat16 travel as bit patterns in int32_data. */
const isFloating = (dataType: DataType): boolean => dataType === "float32" || dataType === "float64";

function toBytes(dataType: Exclude<DataType, "string">, values: readonly (number | bigint)[]): Uint8Array {
  const Elements = elementArrays[dataType];
  const data = new Elements(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number | bigint;
    if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[i] = BigInt(value);
    else data[i] = Number(value);
  }
  return new Uint8Array(data.buffer);
}
