import { LeptonError } from "@lepton/core";
import { z } from "zod";
import type { DType } from "../array/ndArray.ts";
import { input, isInput } from "../layers/input.ts";
import { type Layer, type LayerCall, layerFrom, type Symbolic } from "../layers/layer.ts";
import { Model } from "../models/model.ts";
import { network } from "../models/network.ts";
import { plainConfig } from "./plainConfig.ts";

const index = z.int().min(0);
/** Output `1` of call `0`. */
const place = z.tuple([index, index]);

export const architectureSchema = z.object({
  name: z.string(),
  seed: z.number(),
  isSequential: z.boolean().default(false),
  /** Each layer once, however often it is called. */
  layers: z.array(
    z.object({
      kind: z.string(),
      name: z.string().min(1),
      isTrainable: z.boolean(),
      config: z.record(z.string(), z.unknown()),
    }),
  ),
  /** In order of computation: which layer, on which outputs of calls before. */
  calls: z.array(z.object({ layer: index, inputs: z.array(place) })),
  inputs: z.array(place).min(1),
  outputs: z.array(place).min(1),
});
/** A model without its weights, as plain data. */
export type Architecture = z.infer<typeof architectureSchema>;

/**
 * The model's layers by kind, name and hyperparameters, and the graph of their calls: plain data, for JSON. Layers
 * inside others (of bidirectional, timeDistributed) stand in their config as { kind, name, isTrainable, config }.
 * Errors: NN_CONFIG_NOT_PLAIN when a hyperparameter of a layer of your own does not survive JSON.
 */
export function architectureOf(model: Model): Architecture {
  const { inputs, outputs, calls, layers } = model.network;
  const numbers = new Map(layers.map((layer, i) => [layer, i]));
  const callNumbers = new Map(calls.map((call, i) => [call, i]));
  const placeOf = ({ call, output }: Symbolic): [number, number] => [callNumbers.get(call) as number, output];
  return {
    name: model.name,
    seed: model.seed,
    isSequential: model.isSequential,
    layers: layers.map((layer) => {
      const { kind, name, isTrainable, config } = layer.toJSON();
      return { kind, name, isTrainable, config: plainConfig(config, name) };
    }),
    calls: calls.map(({ layer, inputs: given }) => ({
      layer: numbers.get(layer) as number,
      inputs: given.map(placeOf),
    })),
    inputs: inputs.map(placeOf),
    outputs: outputs.map(placeOf),
  };
}

/**
 * The model that `architectureOf` wrote down, its weights drawn anew from its seed. Layers of your own must be defined
 * before. Errors: NN_ARCHITECTURE_INVALID, NN_LAYER_UNKNOWN, NN_CONFIG_INVALID, NN_SHAPE_MISMATCH.
 */
export function modelFrom(architecture: unknown): Model {
  const parsed = architectureSchema.safeParse(architecture);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(`${issue?.path.join(".") || "the whole"}: ${issue?.message ?? "does not fit"}`);
  }
  const { name, seed, isSequential, layers, calls, inputs, outputs } = parsed.data;
  const made: (readonly Symbolic[])[] = [];
  const at = ([call, output]: readonly [number, number]): Symbolic => {
    const found = made[call]?.[output];
    if (!found) throw invalid(`output ${output} of call ${call}, which is not there`);
    return found;
  };
  const built = new Map<number, Layer>();
  for (const call of calls) {
    const saved = layers[call.layer];
    if (!saved) throw invalid(`a call of layer ${call.layer} of ${layers.length}`);
    if (saved.kind === "input" && call.inputs.length === 0) {
      made.push(inputFrom(saved));
      continue;
    }
    const { kind, name: own, isTrainable, config } = saved;
    const layer = built.get(call.layer) ?? layerFrom(kind, { ...config, name: own, isTrainable });
    built.set(call.layer, layer);
    if (call.inputs.length === 0) throw invalid(`a call of ${own} without inputs`);
    made.push(layer.apply(call.inputs.map(at)));
  }
  const values = { inputs: inputs.map(at), outputs: outputs.map(at) };
  const odd = values.inputs.find((x) => !isInput(x));
  if (odd) throw invalid(`the input ${odd.call.layer.name}, which is a ${odd.call.layer.kind} layer`);
  return new Model(network(values.inputs, values.outputs, seed), name, seed, isSequential);
}

function inputFrom({ name, config }: Architecture["layers"][number]): LayerCall["outputs"] {
  const { shape, dtype } = config as { shape: number[]; dtype?: DType };
  if (!Array.isArray(shape)) throw invalid(`the input ${name} without a shape`);
  return [input({ shape, name, ...(dtype === undefined ? {} : { dtype }) })];
}

const invalid = (received: string) =>
  new LeptonError("NN_ARCHITECTURE_INVALID", {
    problem: "This is no description of a model.",
    received,
    next: "Give what architectureOf(model) gave.",
  });
