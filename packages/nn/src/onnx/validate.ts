import { LeptonError } from "@lepton/core";
import { sizeOf } from "../array/ndArray.ts";
import { nodeLines } from "./describe.ts";
import { bytesPerElement, type GraphProto, type ModelProto, type TensorProto } from "./model.ts";

/**
 * Checks a model before it is written: every input of a node was produced before (by the graph, an earlier
 * node, a constant or a surrounding graph), every name is given once, outputs exist, every operator set is
 * imported, constants have the bytes their shape asks for. Subgraphs are checked in place.
 * Errors: NN_ONNX_INVALID naming the node.
 * Source: ONNX IR specification, "Graphs" (SSA form, names of a subgraph may not shadow outer ones).
 */
export function validateModel(model: ModelProto): void {
  const domains = new Set(model.opsetImports.map(({ domain }) => domain));
  checkGraph(model.graph, `graph ${model.graph.name}`, new Set(), domains);
}

/** `outer`: the names that are visible where the graph stands. */
function checkGraph(
  graph: GraphProto,
  place: string,
  outer: ReadonlySet<string>,
  domains: ReadonlySet<string>,
) {
  const known = new Set(outer);
  const give = (name: string, giver: string, where = () => place): void => {
    if (known.has(name)) throw invalid(`${giver} gives the name ${name}, which is taken.`, where());
    known.add(name);
  };
  for (const { name } of graph.inputs) give(name, "an input");
  const inputs = new Set(graph.inputs.map(({ name }) => name));
  for (const tensor of graph.initializers) {
    if (!inputs.has(tensor.name)) give(tensor.name, "a constant"); // else it is that input's default
    checkBytes(tensor, () => place);
  }
  for (const node of graph.nodes) {
    const self = `${node.opType}${node.name ? ` "${node.name}"` : ""}`;
    const line = () => `${place}: ${nodeLines(node)[0]}`;
    if (!domains.has(node.domain ?? ""))
      throw invalid(
        `${self} is of operator set "${node.domain ?? ""}", which the model does not import.`,
        line(),
      );
    for (const name of node.inputs)
      if (name !== "" && !known.has(name))
        throw invalid(`${self} reads ${name}, which nothing before it gives.`, line());
    for (const [key, { type, value }] of Object.entries(node.attributes ?? {})) {
      if (type === "graph") checkGraph(value, `${place} › ${self} › ${key}`, known, domains);
      else if (type === "tensor") checkBytes(value, line);
    }
    for (const name of node.outputs) if (name !== "") give(name, self, line);
  }
  checkOutputs(graph, place, known, outer);
}

function checkOutputs(
  graph: GraphProto,
  place: string,
  known: ReadonlySet<string>,
  outer: ReadonlySet<string>,
) {
  const names = graph.outputs.map(({ name }) => name);
  if (names.length === 0) throw invalid("it has no outputs.", place);
  for (const [i, name] of names.entries()) {
    if (!known.has(name)) throw invalid(`the output ${name} is given by nothing.`, place);
    if (names.indexOf(name) !== i) throw invalid(`the output ${name} is listed twice.`, place);
    if (outer.has(name))
      throw invalid(
        `the output ${name} is a value from around the subgraph; it needs an Identity node.`,
        place,
      );
  }
}

function checkBytes(
  { name, dims, dataType, rawData, stringData = [] }: TensorProto,
  place: () => string,
): void {
  const expected = sizeOf(dims) * bytesPerElement[dataType];
  const isFull = dataType === "string" ? stringData.length === sizeOf(dims) : rawData.length === expected;
  if (!isFull)
    throw invalid(
      `the constant ${name} of shape [${dims.join(", ")}] and type ${dataType} holds ${rawData.length} bytes.`,
      place(),
    );
}

function invalid(problem: string, place: string): LeptonError {
  return new LeptonError("NN_ONNX_INVALID", {
    problem: `The ONNX graph is not valid: ${problem}`,
    received: place,
    next: "If a layer or operation of your own made this graph, correct its ONNX form; print the graph with describe().",
  });
}
