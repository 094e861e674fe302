import { LeptonError, nearestName } from "@lepton/core";
import type { NdArray } from "../array/ndArray.ts";
import { sizeOf } from "../array/ndArray.ts";
import { decodeModel } from "../onnx/decode.ts";
import type { GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto } from "../onnx/model.ts";
import { arrayOf } from "../onnx/tensor.ts";
import { validateModel } from "../onnx/validate.ts";
import { foldBatchNorm } from "./foldBatchNorm.ts";
import { OnnxNetwork, opsetOf } from "./onnxNetwork.ts";
import { operators } from "./operators/index.ts";

export interface ReadOptions {
  /** Names of values (or nodes) to end at, instead of the file's outputs: the features before its classifier. */
  outputs?: string | readonly string[];
  /**
   * Which weights are trained, by their names in the file; none unless told. `false` freezes the layer, whose
   * `isTrainable` thaws it later; a function freezes those it does not name for good.
   */
  trainable?: boolean | ((weight: string) => boolean);
  /** Freeze everything that this value needs, itself included, and train what follows. */
  freezeUntil?: string;
}

const [firstOpset, lastOpset] = [7, 20];

/**
 * Reads an .onnx file as a network whose weights may be trained. What its outputs do not need is left out; batch
 * normalisations that stay frozen are written into the convolution before them.
 * Errors: NN_ONNX_INVALID, NN_ONNX_UNSUPPORTED listing all operators that are not read, NN_ONNX_VALUE_UNKNOWN.
 */
export function readNetwork(
  bytes: Uint8Array,
  { outputs, trainable = false, freezeUntil }: ReadOptions = {},
): OnnxNetwork {
  const model = decodeModel(bytes);
  validateModel(model);
  const opset = opsetOf(model);
  if (opset < firstOpset || opset > lastOpset)
    throw unsupported(
      "The file is written against an operator set that is not read.",
      `opset ${opset}`,
      `Export it with opset ${firstOpset} to ${lastOpset}, e.g. opset_version=17.`,
    );
  const { graph } = model;
  const ends = endsOf(graph, outputs);
  const nodes = withoutIdentities(needed(graph.nodes, ends), new Set(ends));
  checkOperators(nodes);
  const values = weightsOf(graph, nodes);
  const isKept = trainability(nodes, trainable, freezeUntil, graph);
  const isStatistic = (name: string) =>
    nodes.some(({ opType, inputs }) => opType === "BatchNormalization" && inputs.indexOf(name) >= 3);
  const isFrozen = (names: readonly string[]) =>
    trainable === false && freezeUntil === undefined
      ? true
      : names.every((name) => isStatistic(name) || !isKept(name));
  const infos = ends.map((name): ValueInfoProto => ({ name }));
  const folded = foldBatchNorm({ nodes, values }, infos, isFrozen);
  const weights = [...folded.values].map(([name, { shape }]) => ({
    name,
    shape: [...shape],
    isTrained: isKept(name) && !isStatistic(name),
  }));
  return new OnnxNetwork(structure(model, folded.nodes, infos, folded.values), weights, folded.values);
}

/** The graph with its weights as inputs. */
function structure(
  model: ModelProto,
  nodes: readonly NodeProto[],
  outputs: readonly ValueInfoProto[],
  values: ReadonlyMap<string, NdArray>,
): ModelProto {
  const { graph, irVersion, opsetImports } = model;
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const constants = new Set(graph.initializers.map(({ name }) => name));
  const data = graph.inputs.filter(({ name }) => read.has(name) && !constants.has(name));
  const given = new Set(nodes.flatMap((node) => node.outputs));
  return {
    irVersion,
    opsetImports,
    graph: {
      name: graph.name,
      nodes: nodes.filter(({ outputs: [first = ""] }) => !values.has(first)),
      initializers: graph.initializers.filter(
        ({ name }) => read.has(name) && !values.has(name) && !given.has(name),
      ),
      inputs: [
        ...data,
        ...[...values].map(
          ([name, { shape }]): ValueInfoProto => ({ name, dataType: "float32", dims: [...shape] }),
        ),
      ],
      outputs,
    },
  };
}

/** Where the network ends: names of values. A node's name stands for its first output. */
function endsOf(graph: GraphProto, outputs: ReadOptions["outputs"]): string[] {
  if (outputs === undefined) return graph.outputs.map(({ name }) => name);
  const names = typeof outputs === "string" ? [outputs] : outputs;
  return names.map((name) => valueNamed(graph, name));
}

function valueNamed(graph: GraphProto, name: string): string {
  const values = graph.nodes.flatMap((node) => node.outputs);
  const ofNode = graph.nodes.find((node) => node.name === name)?.outputs[0];
  const found = values.includes(name) ? name : ofNode;
  if (found !== undefined) return found;
  const near = nearestName(name, values);
  throw new LeptonError("NN_ONNX_VALUE_UNKNOWN", {
    problem: "The network has no value of this name.",
    received: name,
    next: near
      ? `Did you mean ${near}?`
      : "Print the network with describe(decodeModel(bytes)), or look at it in Netron, and take a name from there.",
  });
}

/** The nodes that these values need, in their order. */
function needed(nodes: readonly NodeProto[], ends: readonly string[]): NodeProto[] {
  const read = new Set(ends);
  const kept: NodeProto[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => read.has(name))) continue;
    kept.push(node);
    for (const name of node.inputs) read.add(name);
  }
  return kept.reverse();
}

/** Exporters name a weight that is used twice a second time by an Identity. */
function withoutIdentities(nodes: readonly NodeProto[], ends: ReadonlySet<string>): NodeProto[] {
  const names = new Map<string, string>();
  return nodes.flatMap((node) => {
    const inputs = node.inputs.map((name) => names.get(name) ?? name);
    const [to = ""] = node.outputs;
    if (node.opType !== "Identity" || ends.has(to)) return [{ ...node, inputs }];
    names.set(to, inputs[0] as string);
    return [];
  });
}

function checkOperators(nodes: readonly NodeProto[]): void {
  const names = nodes.map(({ domain, opType }) =>
    domain && domain !== "ai.onnx" ? `${domain}.${opType}` : opType,
  );
  const missing = [...new Set(names.filter((name) => !Object.hasOwn(operators, name)))].sort();
  if (missing.length > 0)
    throw unsupported(
      "The network has operators that are not read.",
      missing.join(", "),
      "Cut it before them with { outputs }, or export it without them.",
    );
}

/** At which places an operator reads what is learnt; other constants are part of the graph. */
const learnt: Readonly<Record<string, readonly number[]>> = {
  Add: [0, 1],
  BatchNormalization: [1, 2, 3, 4],
  Conv: [1, 2],
  Div: [0, 1],
  Gather: [0],
  Gemm: [0, 1, 2],
  LayerNormalization: [1, 2],
  MatMul: [0, 1],
  Mul: [0, 1],
  PRelu: [1],
  Reshape: [0],
  Sub: [0, 1],
  Transpose: [0],
  Unsqueeze: [0],
};

/** Floating constants of more than one element (of any number in a convolution or normalisation) that are learnt. */
function weightsOf(graph: GraphProto, nodes: readonly NodeProto[]): Map<string, NdArray> {
  const constants = new Map<string, TensorProto>(graph.initializers.map((tensor) => [tensor.name, tensor]));
  for (const { opType, attributes, outputs } of nodes)
    if (opType === "Constant" && attributes?.value?.type === "tensor")
      constants.set(outputs[0] as string, attributes.value.value);
  const values = new Map<string, NdArray>();
  for (const { opType, inputs } of nodes)
    for (const place of learnt[opType] ?? []) {
      const name = inputs[place] ?? "";
      const tensor = constants.get(name);
      const isFloat = tensor && ["float32", "float16", "bfloat16", "float64"].includes(tensor.dataType);
      const isMany =
        (tensor?.dims.length ?? 0) > 0 && (sizeOf(tensor?.dims ?? []) > 1 || learnt[opType]?.[0] === 1);
      if (tensor && isFloat && isMany && !values.has(name)) values.set(name, arrayOf(tensor));
    }
  return values;
}

/** Whether a weight is trained, by `trainable` and `freezeUntil`. */
function trainability(
  nodes: readonly NodeProto[],
  trainable: NonNullable<ReadOptions["trainable"]>,
  freezeUntil: string | undefined,
  graph: GraphProto,
): (weight: string) => boolean {
  const isNamed = typeof trainable === "function" ? trainable : () => true;
  if (freezeUntil === undefined) return isNamed;
  const before = new Set(needed(nodes, [valueNamed(graph, freezeUntil)]).flatMap(({ inputs }) => inputs));
  return (weight) => isNamed(weight) && !before.has(weight);
}

const unsupported = (problem: string, received: string, next: string) =>
  new LeptonError("NN_ONNX_UNSUPPORTED", { problem, received, next });
