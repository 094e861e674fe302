import { sizeOf } from "../array/ndArray.ts";
import type {
  AttributeProto,
  DataType,
  Dim,
  GraphProto,
  ModelProto,
  NodeProto,
  TensorProto,
  ValueInfoProto,
} from "./model.ts";
import { bytesPerElement } from "./model.ts";
import { arrayOf } from "./tensor.ts";

/** Constants and lists of up to so many values are printed, longer ones summarised. */
const shownValues = 8;

/**
 * A model as text, one line per node: `y = Conv(x, w) {strides: [2, 2]} : float32 [n, 8]`. Subgraphs are
 * indented. Shapes stand where the graph states them.
 * @example
 * ```ts
 * console.log(describe(decodeModel(await readFile("model.onnx"))));
 * ```
 */
export function describe(model: ModelProto): string {
  const opsets = model.opsetImports.map(({ domain, version }) => `${domain || "ai.onnx"} ${version}`);
  const head = `IR ${model.irVersion}, ${opsets.join(", ")}`;
  const producer = [model.producerName, model.producerVersion].filter(Boolean).join(" ");
  const metadata = Object.entries(model.metadataProps ?? {}).map(
    ([key, value]) => `${key}: ${quoted(value)}`,
  );
  return [producer ? `${head}, by ${producer}` : head, ...metadata, ...graphLines(model.graph)].join("\n");
}

function graphLines(graph: GraphProto): string[] {
  const types = new Map(
    [...(graph.valueInfos ?? []), ...graph.outputs].map((info) => [info.name, typeText(info)]),
  );
  return [
    `graph ${graph.name}`,
    ...graph.inputs.map((info) => `  input ${info.name}${suffix(typeText(info))}`),
    ...graph.initializers.map((tensor) => `  const ${tensor.name} = ${tensorText(tensor)}`),
    ...graph.nodes.flatMap((node) => nodeLines(node, types)).map((line) => `  ${line}`),
    ...graph.outputs.map((info) => `  output ${info.name}${suffix(typeText(info))}`),
  ];
}

/** The line of one node, subgraphs behind it; `types` says what is known of its outputs. */
export function nodeLines(node: NodeProto, types: ReadonlyMap<string, string> = new Map()): string[] {
  const attributes = Object.entries(node.attributes ?? {});
  const plain = attributes.flatMap(([key, attribute]) =>
    attribute.type === "graph" ? [] : [`${key}: ${attributeText(attribute)}`],
  );
  const op = node.domain ? `${node.domain}.${node.opType}` : node.opType;
  const type = node.outputs.map((name) => types.get(name) ?? "").find((text) => text !== "");
  const line =
    `${node.outputs.map(nameText).join(", ")} = ${op}(${node.inputs.map(nameText).join(", ")})` +
    (plain.length > 0 ? ` {${plain.join(", ")}}` : "") +
    suffix(type ?? "");
  const subgraphs = attributes.flatMap(([key, { type, value }]) =>
    type === "graph" ? graphLines(value).map((text, i) => (i === 0 ? `  ${key}: ${text}` : `  ${text}`)) : [],
  );
  return [line, ...subgraphs];
}

const nameText = (name: string): string => name || "_";
const suffix = (type: string): string => (type === "" ? "" : ` : ${type}`);

function typeText({ dataType, dims }: ValueInfoProto): string {
  if (dataType === undefined) return "";
  return dims === undefined ? dataType : `${dataType} ${shapeText(dims)}`;
}

const shapeText = (dims: readonly Dim[]): string => `[${dims.map((dim) => dim ?? "?").join(", ")}]`;

function attributeText(attribute: Exclude<AttributeProto, { type: "graph" }>): string {
  switch (attribute.type) {
    case "float":
      return numberText(attribute.value);
    case "int":
      return String(attribute.value);
    case "string":
      return quoted(attribute.value);
    case "tensor":
      return tensorText(attribute.value);
    case "floats":
      return listText(attribute.value.map(numberText));
    case "ints":
      return listText(attribute.value.map(String));
    case "strings":
      return listText(attribute.value.map(quoted));
  }
}

function tensorText(tensor: TensorProto): string {
  const type = `${tensor.dataType} ${shapeText(tensor.dims)}`;
  if (tensor.stringData) return `${type} ${listText(tensor.stringData.map(quoted))}`;
  const size = sizeOf(tensor.dims);
  const isWhole = tensor.rawData.length === size * bytesPerElement[tensor.dataType];
  if (size > shownValues || !isWhole || unshown.has(tensor.dataType)) return type;
  return `${type} ${listText(Array.from<number | bigint, string>(arrayOf(tensor).data, numberText))}`;
}

/** Types that `arrayOf` does not turn into numbers. */
const unshown: ReadonlySet<DataType> = new Set(["uint16", "int16", "uint32", "uint64"]);

/** Six digits: what single precision holds for certain. */
const numberText = (value: number | bigint): string =>
  typeof value === "bigint" || Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));

const listText = (items: readonly string[]): string =>
  items.length > shownValues
    ? `[${items.slice(0, shownValues).join(", ")}, … ${items.length} in all]`
    : `[${items.join(", ")}]`;

const quoted = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
