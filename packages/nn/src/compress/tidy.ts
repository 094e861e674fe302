import type { ModelProto, NodeProto } from "../onnx/model.ts";

const readerCounts = ({ graph }: ModelProto, nodes: readonly NodeProto[]): Map<string, number> => {
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const { inputs } of nodes) inputs.forEach(count);
  for (const { name } of graph.outputs) count(name);
  return counts;
};

/** x · W + b as one Gemm, where x has two axes and b is a constant row. */
export function withBias(model: ModelProto, isMatrix: (name: string) => boolean): NodeProto[] {
  const { nodes, initializers } = model.graph;
  const counts = readerCounts(model, nodes);
  const rows = new Map(initializers.map(({ name, dims }) => [name, dims]));
  const products = new Map(
    nodes.flatMap((node) =>
      node.opType === "MatMul" &&
      rows.get(node.inputs[1] ?? "")?.length === 2 &&
      isMatrix(node.inputs[0] ?? "") &&
      counts.get(node.outputs[0] ?? "") === 1
        ? [[node.outputs[0] as string, node] as const]
        : [],
    ),
  );
  const joined = new Set<NodeProto>();
  const result = nodes.map((node): NodeProto => {
    if (node.opType !== "Add") return node;
    const at = node.inputs.findIndex((name) => products.has(name));
    const product = products.get(node.inputs[at] ?? "");
    const bias = node.inputs[1 - at] ?? "";
    const width = rows.get(product?.inputs[1] ?? "")?.[1];
    if (!product || rows.get(bias)?.join() !== String(width)) return node;
    joined.add(product);
    return {
      opType: "Gemm",
      name: `${node.name}/gemm`,
      inputs: [...product.inputs, bias],
      outputs: node.outputs,
    };
  });
  return result.filter((node) => !joined.has(node));
}

/**
 * The nodes without the relus behind weighted ones, straight or with a max pooling between (which relu changes places
 * with): a range that begins at 0 cuts as relu does. `ranges`: whose range a value has from now on.
 */
export function withoutRelu(
  model: ModelProto,
  isWeighted: (node: NodeProto) => boolean,
): { nodes: NodeProto[]; ranges: Map<string, string> } {
  const { nodes } = model.graph;
  const counts = readerCounts(model, nodes);
  const outputs = new Set(model.graph.outputs.map(({ name }) => name));
  const giver = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  const ranges = new Map<string, string>();
  const names = new Map<string, string>();
  for (const relu of nodes) {
    const [from = ""] = relu.inputs;
    const [to = ""] = relu.outputs;
    const before = giver.get(from);
    const source = before?.opType === "MaxPool" ? giver.get(before.inputs[0] ?? "") : before;
    const between = [from, ...(source && source !== before ? [source.outputs[0] as string] : [])];
    const isOnly = between.every((name) => counts.get(name) === 1);
    if (relu.opType !== "Relu" || !source || !isWeighted(source) || !isOnly || outputs.has(to)) continue;
    names.set(to, from);
    for (const name of between) ranges.set(name, to);
  }
  const kept = nodes.filter(({ opType, outputs: [to = ""] }) => opType !== "Relu" || !names.has(to));
  return {
    nodes: kept.map((node) => ({ ...node, inputs: node.inputs.map((name) => names.get(name) ?? name) })),
    ranges,
  };
}
