import { dataTypeOf } from "./decodeTensor.ts";
import type { Dim, ValueInfoProto } from "./model.ts";
import type { ProtoReader } from "./protoReader.ts";

/** Name, element type and dimensions of a value; sequences, maps and optionals keep their name only. */
export function decodeValueInfo(from: ProtoReader): ValueInfoProto {
  let name = "";
  let type: TensorType = {};
  while (from.next()) {
    if (from.field === 1) name = from.string();
    else if (from.field === 2) type = decodeType(from.message("TypeProto"));
    else from.skip();
  }
  return { name, ...type };
}

type TensorType = Omit<ValueInfoProto, "name">;

function decodeType(from: ProtoReader): TensorType {
  let type: TensorType = {};
  while (from.next()) {
    if (from.field === 1) type = decodeTensorType(from.message("TypeProto.Tensor"));
    else from.skip();
  }
  return type;
}

function decodeTensorType(from: ProtoReader): TensorType {
  let elementType = 0;
  let shape: TensorType = {};
  while (from.next()) {
    if (from.field === 1) elementType = from.integer();
    else if (from.field === 2) shape = { dims: decodeShape(from.message("TensorShapeProto")) };
    else from.skip();
  }
  return elementType === 0 ? {} : { dataType: dataTypeOf(elementType), ...shape };
}

function decodeShape(from: ProtoReader): Dim[] {
  const dims: Dim[] = [];
  while (from.next()) {
    if (from.field === 1) dims.push(decodeDim(from.message("TensorShapeProto.Dimension")));
    else from.skip();
  }
  return dims;
}

/** Negative sizes are what old exporters write for "unknown". */
function decodeDim(from: ProtoReader): Dim {
  let dim: Dim = null;
  while (from.next()) {
    if (from.field === 1) {
      const size = from.integer();
      dim = size < 0 ? null : size;
    } else if (from.field === 2) dim = from.string() || null;
    else from.skip();
  }
  return dim;
}
