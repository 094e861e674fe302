import { LeptonError } from "@lepton/core";
import { isInput } from "../layers/input.ts";
import type { Layer, Symbolic } from "../layers/layer.ts";
import { Model } from "./model.ts";
import { network } from "./network.ts";

export interface ModelOptions {
  name?: string;
  /** Initial weights, shuffling and dropout follow from it; 0 unless told. */
  seed?: number;
}

/** A model between symbolic inputs and outputs: several of each, shared layers, any directed graph. */
export function model({
  inputs,
  outputs,
  name = "model",
  seed = 0,
}: ModelOptions & { inputs: readonly Symbolic[]; outputs: readonly Symbolic[] }): Model {
  return new Model(network(inputs, outputs, seed), name, seed);
}

/**
 * Layers one after the other, from an input: `sequential([input({ shape: [4] }), dense(1)])`.
 * Errors: NN_INPUT_MISSING.
 */
export function sequential(
  parts: readonly [Symbolic, ...Layer[]],
  { name = "sequential", seed = 0 }: ModelOptions = {},
): Model {
  const [first, ...layers] = parts;
  if (!("call" in first) || !isInput(first as Symbolic))
    throw new LeptonError("NN_INPUT_MISSING", {
      problem: "A sequential model starts with its input.",
      received: (first as { kind?: string }).kind ?? "nothing",
      next: "Put input({ shape }) in front, with the shape of one sample.",
    });
  const last = layers.reduce<Symbolic>((x, layer) => layer(x), first);
  return new Model(network([first], [last], seed), name, seed, true);
}
