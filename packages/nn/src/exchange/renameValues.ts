import type { AttributeProto, GraphProto, NodeProto } from "../onnx/model.ts";

/** The graph with values under other names, wherever they are given or read. Errors: none; the names must be free. */
export function renameValues(graph: GraphProto, names: ReadonlyMap<string, string>): GraphProto {
  const to = (name: string) => names.get(name) ?? name;
  const info = <T extends { readonly name: string }>(value: T): T => ({ ...value, name: to(value.name) });
  const attribute = (value: AttributeProto): AttributeProto =>
    value.type === "graph" ? { type: "graph", value: renameValues(value.value, names) } : value;
  const node = (one: NodeProto): NodeProto => ({
    ...one,
    inputs: one.inputs.map(to),
    outputs: one.outputs.map(to),
    ...(one.attributes && {
      attributes: Object.fromEntries(
        Object.entries(one.attributes).map(([key, value]) => [key, attribute(value)]),
      ),
    }),
  });
  return {
    ...graph,
    nodes: graph.nodes.map(node),
    initializers: graph.initializers.map(info),
    inputs: graph.inputs.map(info),
    outputs: graph.outputs.map(info),
    ...(graph.valueInfos && { valueInfos: graph.valueInfos.map(info) }),
  };
}
