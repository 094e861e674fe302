import { LeptonError } from "@lepton/core";
import { decodeTensor } from "./decodeTensor.ts";
import { decodeValueInfo } from "./decodeValueInfo.ts";
import { attributeTypes } from "./encode.ts";
import type {
  AttributeProto,
  GraphProto,
  ModelProto,
  NodeProto,
  OpsetImport,
  TensorProto,
  ValueInfoProto,
} from "./model.ts";
import { ProtoReader } from "./protoReader.ts";

/**
 * Reads the bytes of an .onnx file. Unknown fields are passed over; weights are views of `bytes`, not copies.
 * Whether the graph makes sense is `validateModel`'s question.
 * Errors: NN_ONNX_INVALID with the byte offset where the file is damaged; NN_ONNX_UNSUPPORTED for weights in
 * other files, sparse weights, and attributes or element types that graphs here cannot hold.
 */
export function decodeModel(bytes: Uint8Array): ModelProto {
  const from: ProtoReader = new ProtoReader(bytes, "ModelProto");
  let irVersion = 0;
  let graph: GraphProto | undefined;
  const opsetImports: OpsetImport[] = [];
  const texts: { producerName?: string; producerVersion?: string; docString?: string } = {};
  const metadata: [string, string][] = [];
  while (from.next()) {
    if (from.field === 1) irVersion = from.integer();
    else if (from.field === 2) texts.producerName = from.string();
    else if (from.field === 3) texts.producerVersion = from.string();
    else if (from.field === 6) texts.docString = from.string();
    else if (from.field === 7) graph = decodeGraph(from.message("GraphProto"));
    else if (from.field === 8) opsetImports.push(decodeOpset(from.message("OperatorSetIdProto")));
    else if (from.field === 14) metadata.push(decodeEntry(from.message("StringStringEntryProto")));
    else from.skip();
  }
  if (graph === undefined) from.fail("holds no graph");
  if (irVersion < 1) from.fail(`states IR version ${irVersion}`);
  const metadataProps = metadata.length > 0 ? { metadataProps: Object.fromEntries(metadata) } : {};
  return { irVersion, opsetImports, ...withoutEmpty(texts), ...metadataProps, graph };
}

function decodeOpset(from: ProtoReader): OpsetImport {
  let domain = "";
  let version = 0;
  while (from.next()) {
    if (from.field === 1) domain = from.string();
    else if (from.field === 2) version = from.integer();
    else from.skip();
  }
  return { domain, version };
}

function decodeEntry(from: ProtoReader): [string, string] {
  const entry: [string, string] = ["", ""];
  while (from.next()) {
    if (from.field === 1 || from.field === 2) entry[from.field - 1] = from.string();
    else from.skip();
  }
  return entry;
}

function decodeGraph(from: ProtoReader): GraphProto {
  let name = "";
  let docString = "";
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [];
  const inputs: ValueInfoProto[] = [];
  const outputs: ValueInfoProto[] = [];
  const valueInfos: ValueInfoProto[] = [];
  while (from.next()) {
    if (from.field === 1) nodes.push(decodeNode(from.message("NodeProto")));
    else if (from.field === 2) name = from.string();
    else if (from.field === 5) initializers.push(decodeTensor(from.message("TensorProto")));
    else if (from.field === 10) docString = from.string();
    else if (from.field === 11) inputs.push(decodeValueInfo(from.message("ValueInfoProto")));
    else if (from.field === 12) outputs.push(decodeValueInfo(from.message("ValueInfoProto")));
    else if (from.field === 13) valueInfos.push(decodeValueInfo(from.message("ValueInfoProto")));
    else if (from.field === 15) throw unsupported("Sparse weights are not read.", `graph ${name}`);
    else from.skip();
  }
  const infos = valueInfos.length > 0 ? { valueInfos } : {};
  return { name, nodes, initializers, inputs, outputs, ...infos, ...withoutEmpty({ docString }) };
}

function decodeNode(from: ProtoReader): NodeProto {
  let opType = "";
  let domain = "";
  let name = "";
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, AttributeProto>();
  while (from.next()) {
    if (from.field === 1) inputs.push(from.string());
    else if (from.field === 2) outputs.push(from.string());
    else if (from.field === 3) name = from.string();
    else if (from.field === 4) opType = from.string();
    else if (from.field === 5) {
      const [key, value] = decodeAttribute(from.message("AttributeProto"));
      if (attributes.has(key)) from.fail(`has the attribute ${key} twice`);
      attributes.set(key, value);
    } else if (from.field === 7) domain = from.string();
    else from.skip();
  }
  const given = attributes.size > 0 ? { attributes: Object.fromEntries(attributes) } : {};
  return { opType, ...withoutEmpty({ domain, name }), inputs, outputs, ...given };
}

const attributeKinds = Object.keys(attributeTypes) as AttributeProto["type"][];

function decodeAttribute(from: ProtoReader): [string, AttributeProto] {
  let name = "";
  let type = 0;
  let float: number | undefined;
  let int: number | bigint | undefined;
  let string: string | undefined;
  let tensor: TensorProto | undefined;
  let graph: GraphProto | undefined;
  const floats: number[] = [];
  const ints: (number | bigint)[] = [];
  const strings: string[] = [];
  while (from.next()) {
    if (from.field === 1) name = from.string();
    else if (from.field === 2) float = from.float();
    else if (from.field === 3) int = from.int64();
    else if (from.field === 4) string = from.string();
    else if (from.field === 5) tensor = decodeTensor(from.message("TensorProto"));
    else if (from.field === 6) graph = decodeGraph(from.message("GraphProto"));
    else if (from.field === 7) from.floats(floats);
    else if (from.field === 8) from.int64s(ints);
    else if (from.field === 9) strings.push(from.string());
    else if (from.field === 20) type = from.integer();
    else from.skip();
  }
  // Files of IR version 1 state no type: it is that of the field which is there.
  const held = { float, int, string, tensor, graph, floats: floats[0], ints: ints[0], strings: strings[0] };
  const kind = attributeKinds.find((k) => (type === 0 ? held[k] !== undefined : attributeTypes[k] === type));
  // Writers of proto3 leave out a single value that is 0 or empty.
  if (kind === "float") return [name, { type: kind, value: float ?? 0 }];
  if (kind === "int") return [name, { type: kind, value: int ?? 0 }];
  if (kind === "string") return [name, { type: kind, value: string ?? "" }];
  if (kind === "floats") return [name, { type: kind, value: floats }];
  if (kind === "ints") return [name, { type: kind, value: ints }];
  if (kind === "strings") return [name, { type: kind, value: strings }];
  if (kind === "tensor" && tensor) return [name, { type: kind, value: tensor }];
  if (kind === "graph" && graph) return [name, { type: kind, value: graph }];
  if (kind !== undefined || type === 0) from.fail(`holds no value for the attribute ${name}`);
  throw unsupported(`The attribute ${name} is of a kind that is not read.`, `attribute type ${type}`);
}

function unsupported(problem: string, received: string): LeptonError {
  return new LeptonError("NN_ONNX_UNSUPPORTED", {
    problem,
    received,
    next: "Export the model with dense tensors and plain attributes, weights inside the file.",
  });
}

/** The texts that are not empty: left out and empty mean the same in a file. */
function withoutEmpty<K extends string>(texts: Partial<Record<K, string>>): Partial<Record<K, string>> {
  return Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== "")) as typeof texts;
}
