import { LeptonError } from "@lepton/core";
import {
  type AttributeProto,
  dataTypes,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "./model.ts";
import { ProtoWriter } from "./protoWriter.ts";

/** AttributeProto.AttributeType. */
export const attributeTypes = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
} as const satisfies Record<AttributeProto["type"], number>;

/** What protobuf readers accept: lengths are 32-bit signed. */
const maxBytes = 2 ** 31 - 1;

/**
 * The bytes of an .onnx file. Weights are copied once, so memory is that of the model plus the result.
 * Errors: NN_ONNX_TOO_LARGE from 2 GiB on; NN_NOT_AN_INTEGER for a fractional int attribute. Whether the graph
 * makes sense is `validateModel`'s question.
 */
export function encodeModel(model: ModelProto): Uint8Array<ArrayBuffer> {
  const to = new ProtoWriter();
  to.int64(1, model.irVersion);
  optionalString(to, 2, model.producerName);
  optionalString(to, 3, model.producerVersion);
  optionalString(to, 6, model.docString);
  to.message(7, () => writeGraph(to, model.graph));
  for (const { domain, version } of model.opsetImports)
    to.message(8, () => {
      optionalString(to, 1, domain);
      to.int64(2, version);
    });
  for (const [key, value] of Object.entries(model.metadataProps ?? {}))
    to.message(14, () => {
      to.string(1, key);
      to.string(2, value);
    });
  if (to.length > maxBytes)
    throw new LeptonError("NN_ONNX_TOO_LARGE", {
      problem: "An ONNX file holds less than 2 GiB, weights included.",
      received: `${to.length} bytes`,
      next: "Use fewer weights, or store them as float16 or int8.",
    });
  return to.finish();
}

function writeGraph(to: ProtoWriter, graph: GraphProto): void {
  for (const node of graph.nodes) to.message(1, () => writeNode(to, node));
  to.string(2, graph.name);
  for (const tensor of graph.initializers) to.message(5, () => writeTensor(to, tensor));
  optionalString(to, 10, graph.docString);
  for (const value of graph.inputs) to.message(11, () => writeValueInfo(to, value));
  for (const value of graph.outputs) to.message(12, () => writeValueInfo(to, value));
  for (const value of graph.valueInfos ?? []) to.message(13, () => writeValueInfo(to, value));
}

function writeNode(to: ProtoWriter, node: NodeProto): void {
  for (const name of node.inputs) to.string(1, name);
  for (const name of node.outputs) to.string(2, name);
  optionalString(to, 3, node.name);
  to.string(4, node.opType);
  for (const [name, attribute] of Object.entries(node.attributes ?? {}))
    to.message(5, () => writeAttribute(to, name, attribute));
  optionalString(to, 7, node.domain);
}

function writeAttribute(to: ProtoWriter, name: string, attribute: AttributeProto): void {
  to.string(1, name);
  switch (attribute.type) {
    case "float":
      to.float(2, attribute.value);
      break;
    case "int":
      to.int64(3, attribute.value);
      break;
    case "string":
      to.string(4, attribute.value);
      break;
    case "tensor":
      to.message(5, () => writeTensor(to, attribute.value));
      break;
    case "graph":
      to.message(6, () => writeGraph(to, attribute.value));
      break;
    case "floats":
      to.packedFloat(7, attribute.value);
      break;
    case "ints":
      to.packedInt64(8, attribute.value);
      break;
    case "strings":
      for (const value of attribute.value) to.string(9, value);
      break;
  }
  to.int64(20, attributeTypes[attribute.type]);
}

function writeTensor(to: ProtoWriter, tensor: TensorProto): void {
  if (tensor.dims.length > 0) to.packedInt64(1, tensor.dims);
  to.int64(2, dataTypes[tensor.dataType]);
  for (const value of tensor.stringData ?? []) to.string(6, value);
  optionalString(to, 8, tensor.name);
  if (tensor.dataType !== "string") to.bytes(9, tensor.rawData);
}

function writeValueInfo(to: ProtoWriter, { name, dataType, dims }: ValueInfoProto): void {
  to.string(1, name);
  if (dataType === undefined) return;
  to.message(2, () =>
    to.message(1, () => {
      to.int64(1, dataTypes[dataType]);
      if (dims === undefined) return;
      to.message(2, () => {
        for (const dim of dims)
          to.message(1, () => {
            if (typeof dim === "number") to.int64(1, dim);
            else if (dim !== null) to.string(2, dim);
          });
      });
    }),
  );
}

function optionalString(to: ProtoWriter, field: number, value: string | undefined): void {
  if (value) to.string(field, value);
}
