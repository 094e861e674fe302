import { LeptonError } from "@lepton/core";
import { ndArray } from "../array/ndArray.ts";
import { input as graphInput } from "../graph/op.ts";
import type { Tensor, Variable } from "../graph/tensor.ts";
import { initialValues } from "../initializers/index.ts";
import { isInput } from "../layers/input.ts";
import type { Layer, LayerCall, Symbolic, Weight } from "../layers/layer.ts";

/** A directed graph of layer calls from inputs to outputs. */
export interface Network {
  readonly inputs: readonly Symbolic[];
  readonly outputs: readonly Symbolic[];
  /** Calls in order of computation, the inputs' first. */
  readonly calls: readonly LayerCall[];
  /** Each layer once, in order of first use. */
  readonly layers: readonly Layer[];
  readonly weights: readonly Weight[];
}

/**
 * The network between these values, with weights set by `seed` where they have none.
 * Errors: NN_INPUT_MISSING when an output hangs on an input not listed; NN_LAYER_NAME on two layers of one name.
 */
export function network(inputs: readonly Symbolic[], outputs: readonly Symbolic[], seed: number): Network {
  const calls: LayerCall[] = [];
  const seen = new Set<LayerCall>();
  const visit = (call: LayerCall) => {
    if (seen.has(call)) return;
    seen.add(call);
    for (const { call: before } of call.inputs) visit(before);
    calls.push(call);
  };
  for (const { call } of [...inputs, ...outputs]) visit(call);
  for (const call of calls)
    if (call.layer.kind === "input" && !inputs.some((x) => x.call === call))
      throw new LeptonError("NN_INPUT_MISSING", {
        problem: "An output depends on an input that the model does not list.",
        received: call.layer.name,
        next: "Add it to the model's inputs.",
      });
  const layers = [...new Set(calls.map(({ layer }) => layer))];
  const names = new Map<string, Layer>();
  for (const layer of layers) {
    if (names.has(layer.name))
      throw new LeptonError("NN_LAYER_NAME", {
        problem: "Two layers of the model have the same name.",
        received: layer.name,
        next: "Give one of them another { name }.",
      });
    names.set(layer.name, layer);
  }
  const weights = [...new Set(layers.flatMap((layer) => layer.weights))];
  weights.forEach((weight, i) => {
    if (weight.isSet) return;
    const data = initialValues(weight.initializer, weight.shape, weight.fans, seed * 1_000_003 + i);
    weight.value = ndArray(data, weight.shape, "float32");
  });
  return { inputs, outputs, calls, layers, weights };
}

/** The network as graph values. */
export interface Replay {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly masks: readonly (Tensor | undefined)[];
  /** What statistics become after this step. */
  readonly updates: ReadonlyMap<Variable, Tensor>;
  /** Penalties and other scalars that join the loss. */
  readonly losses: readonly Tensor[];
  /** Every value between layers, for views of activations. */
  readonly values: ReadonlyMap<Symbolic, Tensor>;
}

/** Names of the graph's inputs: the input layers'. */
export const inputNames = ({ inputs }: Network): string[] => inputs.map((x) => x.call.layer.name);

/** Writes every call as graph operations, for training or for prediction. */
export function replay(net: Network, isTraining: boolean): Replay {
  const values = new Map<Symbolic, Tensor>();
  const masks = new Map<Symbolic, Tensor | undefined>();
  const updates = new Map<Variable, Tensor>();
  const losses: Tensor[] = [];
  const inputs = net.inputs.map((x) => {
    const t = graphInput(x.call.layer.name, x.shape, x.dtype);
    values.set(x, t);
    return t;
  });
  for (const call of net.calls) {
    if (call.outputs.every((x) => isInput(x))) continue;
    const given = call.inputs.map((x) => values.get(x) as Tensor);
    const { outputs, mask } = call.layer.run(given, {
      isTraining,
      masks: call.inputs.map((x) => masks.get(x)),
      update: (weight, value) => updates.set(weight, value),
      addLoss: (loss) => losses.push(loss),
    });
    call.outputs.forEach((x, i) => {
      values.set(x, outputs[i] as Tensor);
      masks.set(x, mask);
    });
  }
  return {
    inputs,
    outputs: net.outputs.map((x) => values.get(x) as Tensor),
    masks: net.outputs.map((x) => masks.get(x)),
    updates,
    losses,
    values,
  };
}
