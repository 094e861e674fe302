import { LeptonError } from "@lepton/core";
import { encodeModel } from "../onnx/encode.ts";
import { blockedOpset, defaultOpsets, irVersion, type ModelProto, type NodeProto } from "../onnx/model.ts";
import { type Blocks, Emitter, valueInfo } from "./emit.ts";
import { inputName, variableOf } from "./op.ts";
import { order } from "./order.ts";
import type { GraphNode, Tensor, Variable } from "./tensor.ts";
import { trimOutputs } from "./trimOutputs.ts";

export interface GraphSpec {
  name: string;
  /** Values fed at every run, in order; the graph may leave some unused. */
  inputs: readonly Tensor[];
  /** What a run gives, by name. */
  outputs: Readonly<Record<string, Tensor>>;
  /**
   * Where a variable's value comes from: a tensor computed from the inputs, or "constant" to write it into the graph
   * under its name (a network that only predicts).
   */
  variable: (variable: Variable) => Tensor | "constant";
  /** Start of the random streams: dropout, noise. */
  seed?: number;
  metadata?: Readonly<Record<string, string>>;
  /** Written in ONNX's own operators only, for other runtimes; false unless told. */
  isPortable?: boolean;
  /** What `convolutionBlocks` found on the machine that will run the graph; 0 unless told. */
  blocks?: Blocks;
}

/** A graph as ONNX Runtime reads it. */
export interface WrittenGraph {
  model: ModelProto;
  bytes: Uint8Array<ArrayBuffer>;
  /** Which layer each node came from, by the node's name. */
  scopeOf: ReadonlyMap<string, string>;
}

/**
 * The graph as an ONNX model: nodes in order, every constant once, outputs under their names, optional outputs of
 * operators where somebody reads them.
 * Errors: NN_INPUT_MISSING when an output needs an input that `inputs` does not list; NN_NAME_TAKEN when two of the
 * inputs, outputs and weights have one name.
 */
export function writeGraph({
  name,
  inputs,
  outputs,
  variable,
  seed = 0,
  metadata,
  isPortable = false,
  blocks = 0,
}: GraphSpec): WrittenGraph {
  const constants = new Map<Variable, string>();
  const results = Object.values(outputs);
  const inner = order(results);
  const taken = namesOf(inputs, Object.keys(outputs), inner, variable);
  const emitter: Emitter = new Emitter(
    (owned) => {
      const source = variable(owned);
      if (source !== "constant") return source;
      const known = constants.get(owned) ?? emitter.initializer(owned.name, owned.value);
      constants.set(owned, known);
      return known;
    },
    { seed, taken, isPortable, blocks },
  );
  const listed = new Set(inputs.map((t) => t.node));
  for (const node of inner) {
    const missing = node.outputs[0] && inputName(node.outputs[0]);
    if (missing !== undefined && !listed.has(node))
      throw new LeptonError("NN_INPUT_MISSING", {
        problem: "An output depends on an input that is not among the model's inputs.",
        received: missing,
        next: "List that input, or build the outputs from the inputs given.",
      });
  }
  const names = emitter.emit(results);
  const { nodes, outputNames } = named(emitter, names, Object.keys(outputs));
  const model: ModelProto = {
    irVersion,
    opsetImports: isPortable
      ? defaultOpsets.filter(({ domain }) => domain === "")
      : [...defaultOpsets, ...(emitter.blocks > 0 ? [blockedOpset] : [])],
    producerName: "lepton",
    ...(metadata ? { metadataProps: metadata } : {}),
    graph: {
      name,
      nodes,
      initializers: emitter.initializers,
      inputs: inputs.map((t) => valueInfo(inputName(t) ?? "", t)),
      outputs: outputNames.map((output, i) => valueInfo(output, results[i] as Tensor)),
    },
  };
  return { model, bytes: encodeModel(model), scopeOf: emitter.scopeOf };
}

/** Names that the graph's user sees. Errors: NN_NAME_TAKEN. */
function namesOf(
  inputs: readonly Tensor[],
  outputs: readonly string[],
  nodes: readonly GraphNode[],
  source: GraphSpec["variable"],
): Set<string> {
  const weights = new Set(
    nodes.flatMap((node) => (node.outputs[0] ? (variableOf(node.outputs[0]) ?? []) : [])),
  );
  const weightNames = [...weights].filter((owned) => source(owned) === "constant").map(({ name }) => name);
  const names = new Set<string>();
  for (const name of [...inputs.map((t) => inputName(t) ?? ""), ...outputs, ...weightNames]) {
    if (names.has(name))
      throw new LeptonError("NN_NAME_TAKEN", {
        problem: "Two of a graph's inputs, outputs and weights have the same name.",
        received: name,
        next: "Give each its own name.",
      });
    names.add(name);
  }
  return names;
}

/** Gives outputs their public names by renaming where they are made; what is no node's own result passes an Identity. */
function named(emitter: Emitter, made: readonly string[], wanted: readonly string[]) {
  const results = new Set(emitter.nodes.flatMap((node) => node.outputs));
  const renamed = new Map<string, string>();
  const extra: NodeProto[] = [];
  made.forEach((from, i) => {
    const to = wanted[i] as string;
    if (results.has(from) && !renamed.has(from)) renamed.set(from, to);
    else
      extra.push({
        opType: "Identity",
        name: `output_${i}`,
        inputs: [renamed.get(from) ?? from],
        outputs: [to],
      });
  });
  const swap = (list: readonly string[]) => list.map((value) => renamed.get(value) ?? value);
  const rename = (node: NodeProto): NodeProto => ({
    ...node,
    inputs: swap(node.inputs),
    outputs: swap(node.outputs),
    ...bodies(node),
  });
  const bodies = ({ attributes }: NodeProto): Partial<NodeProto> => {
    if (!attributes || !Object.values(attributes).some(({ type }) => type === "graph")) return {};
    const entries = Object.entries(attributes).map(([key, attribute]) => [
      key,
      attribute.type === "graph"
        ? { type: "graph", value: { ...attribute.value, nodes: attribute.value.nodes.map(rename) } }
        : attribute,
    ]);
    return { attributes: Object.fromEntries(entries) as NodeProto["attributes"] };
  };
  return { nodes: trimOutputs([...emitter.nodes.map(rename), ...extra], wanted), outputNames: [...wanted] };
}
