import { LeptonError } from "@lepton/core";
import { type Dim, type Shape, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { arrayOf } from "../onnx/tensor.ts";
import type { OnnxNetwork } from "./onnxNetwork.ts";
import { Call, ofArray, ofTensor, type Surroundings, type Value } from "./operators/call.ts";
import { operators } from "./operators/index.ts";

/**
 * The network's outputs as operations of this package, so that they have gradients. `inputs`: in the order of the
 * file's, the batch of any size; `weights`: by name. Errors: NN_SHAPE_MISMATCH, NN_ONNX_UNSUPPORTED naming the node.
 */
export function interpret(
  network: OnnxNetwork,
  inputs: readonly Tensor[],
  weights: Readonly<Record<string, Tensor>>,
  around: Omit<Surroundings, "opset" | "fixedBatch" | "isTrained">,
): Tensor[] {
  const { graph, opset } = network;
  const values = new Map<string, Value>();
  const trained = new Set(network.weights.flatMap(({ name, isTrained }) => (isTrained ? [name] : [])));
  const [batch] = network.inputs[0]?.dims ?? [];
  const all: Surroundings = {
    ...around,
    opset,
    fixedBatch: typeof batch === "number" ? batch : undefined,
    isTrained: (name) => trained.has(name),
  };
  network.inputs.forEach(({ name, dims }, i) => {
    const x = inputs[i];
    if (!x || !fits(x.shape, dims ?? x.shape)) throw misfit(network, inputs);
    values.set(name, ofTensor(x));
  });
  for (const [name, tensor] of Object.entries(weights)) values.set(name, ofTensor(tensor));
  for (const tensor of graph.initializers) values.set(tensor.name, ofArray(arrayOf(tensor)));
  for (const node of graph.nodes) {
    const given = node.inputs.map((name) => values.get(name));
    const results = operators[node.opType]?.(new Call(node, given, all)) ?? [];
    node.outputs.forEach((name, i) => {
      const result = results[i];
      if (result) values.set(name, result);
    });
  }
  return graph.outputs.map(({ name }) => {
    const value = values.get(name);
    if (value?.kind === "tensor") return value.tensor;
    throw new LeptonError("NN_ONNX_UNSUPPORTED", {
      problem: "An output of the network does not depend on its inputs.",
      received: name,
      next: "Choose other values with { outputs }.",
    });
  });
}

/** The batch may be any; sizes that the file names may be any. */
function fits(shape: Shape, dims: readonly (Dim | null)[]): boolean {
  return (
    shape.length === dims.length &&
    dims.every((dim, i) => i === 0 || typeof dim !== "number" || shape[i] === dim)
  );
}

const misfit = ({ inputs }: OnnxNetwork, given: readonly Tensor[]) =>
  new LeptonError("NN_SHAPE_MISMATCH", {
    problem: `the network takes ${inputs.map(({ name, dims = [] }) => `${name} [${dims.map((dim) => dim ?? "?").join(", ")}]`).join(", ")}, the batch of any size.`,
    received: `inputs ${given.map(({ shape }) => showShape(shape)).join(", ")}`,
    next: "Give inputs of these shapes; for pictures with channels last, say { layout: 'channelsLast' }.",
  });
