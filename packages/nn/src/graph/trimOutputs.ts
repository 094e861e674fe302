import type { AttributeProto, GraphProto, NodeProto } from "../onnx/model.ts";

/** Operators whose outputs may be left out from this place on. ONNX Runtime computes what is named: pooling that keeps
 * indices takes several times as long as pooling that does not. */
const optionalFrom: Readonly<Record<string, number>> = {
  BatchNormalization: 1,
  Dropout: 1,
  LayerNormalization: 1,
  MaxPool: 1,
};

/**
 * The nodes without the optional outputs that nobody reads, and loops without the sequences that nobody reads.
 * `outputs`: names that are read from outside.
 */
export function trimOutputs(nodes: readonly NodeProto[], outputs: readonly string[]): NodeProto[] {
  const read = new Set(outputs);
  const trimmed: NodeProto[] = [];
  for (const node of nodes.toReversed()) {
    const kept = node.opType === "Scan" ? trimScan(node, read) : trimTail(node, read);
    for (const name of readBy(kept)) read.add(name);
    trimmed.push(kept);
  }
  return trimmed.reverse();
}

function trimTail(node: NodeProto, read: ReadonlySet<string>): NodeProto {
  const from = node.domain ? undefined : optionalFrom[node.opType];
  if (from === undefined) return node;
  let count = node.outputs.length;
  while (count > from && !read.has(node.outputs[count - 1] as string)) count--;
  return count === node.outputs.length ? node : { ...node, outputs: node.outputs.slice(0, count) };
}

/** Of a Scan, states stay; collected sequences that nobody reads go, with what only they needed in the body. */
function trimScan(node: NodeProto, read: ReadonlySet<string>): NodeProto {
  const { body, num_scan_inputs: sequences, scan_output_directions: directions } = node.attributes ?? {};
  if (body?.type !== "graph" || sequences?.type !== "int") return node;
  const states = node.inputs.length - Number(sequences.value);
  const keeps = node.outputs.map((name, i) => i < states || read.has(name));
  const graph = body.value;
  const outputs = graph.outputs.filter((_, i) => keeps[i]);
  if (outputs.length === 0) return node;
  const value: GraphProto = { ...graph, outputs, nodes: trimBody(graph, outputs) };
  const attributes: Record<string, AttributeProto> = { ...node.attributes, body: { type: "graph", value } };
  if (directions?.type === "ints")
    attributes.scan_output_directions = {
      type: "ints",
      value: directions.value.filter((_, i) => keeps[i + states]),
    };
  return { ...node, attributes, outputs: node.outputs.filter((_, i) => keeps[i]) };
}

/** What led to the body's outputs before and leads to none now goes; nodes that led to none stay, they have a reason. */
function trimBody(graph: GraphProto, outputs: GraphProto["outputs"]): NodeProto[] {
  const names = (infos: GraphProto["outputs"]) => infos.map(({ name }) => name);
  const before = leadingTo(graph.nodes, names(graph.outputs));
  const now = leadingTo(graph.nodes, names(outputs));
  return trimOutputs(
    graph.nodes.filter((node) => now.has(node) || !before.has(node)),
    names(outputs),
  );
}

/** The nodes that these values need. */
function leadingTo(nodes: readonly NodeProto[], outputs: readonly string[]): Set<NodeProto> {
  const read = new Set(outputs);
  const leading = new Set<NodeProto>();
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => read.has(name))) continue;
    leading.add(node);
    for (const name of readBy(node)) read.add(name);
  }
  return leading;
}

/** Names that a node reads, bodies of loops included. */
export function readBy({ inputs, attributes = {} }: NodeProto): string[] {
  const bodies = Object.values(attributes).flatMap((attribute) =>
    attribute.type === "graph" ? [attribute.value] : [],
  );
  return [
    ...inputs,
    ...bodies.flatMap(({ nodes, outputs }) => [...nodes.flatMap(readBy), ...outputs.map(({ name }) => name)]),
  ];
}
