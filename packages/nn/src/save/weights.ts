import { LeptonError, nearestName } from "@lepton/core";
import { z } from "zod";
import type { NdArray } from "../array/ndArray.ts";
import { showShape } from "../graph/shape.ts";
import type { Weight } from "../layers/layer.ts";
import type { Model } from "../models/model.ts";
import { overwrite, readBack } from "../training/residence.ts";
import { readSafetensors, type Safetensors, writeSafetensors } from "./safetensors.ts";

/** Tensors of training state in a model file begin with this; they are no weights. */
export const statePrefix = "#";

/** Metadata: names of the weights in the model's order, which the format does not keep. */
export const orderKey = "weightOrder";

/**
 * All weights by name, "dense/kernel", up to date. Errors: NN_NAME_TAKEN when two layers inside wrappers have one name.
 */
export async function namedWeights({ weights }: Model): Promise<Record<string, NdArray>> {
  await readBack(weights);
  const named: Record<string, NdArray> = {};
  for (const { name, value } of weights) {
    if (Object.hasOwn(named, name))
      throw new LeptonError("NN_NAME_TAKEN", {
        problem: "Two weights of the model have the same name.",
        received: name,
        next: "Give one of the layers inside wrappers another { name }.",
      });
    named[name] = value;
  }
  return named;
}

/** The weights as the bytes of a .safetensors file, by name: "dense/kernel". Metadata: texts by name. */
export const weightsToSafetensors = async (
  model: Model,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array<ArrayBuffer>> => {
  const named = await namedWeights(model);
  return writeSafetensors(named, { ...metadata, [orderKey]: JSON.stringify(Object.keys(named)) });
};

export interface LoadWeightsOptions {
  /** True unless told: every weight must be in the file, and every tensor of the file must be a weight. */
  strict?: boolean;
  /**
   * How tensors find their weights: "name" unless told. "order": the first to the first and so on, for the same layers
   * under other names; files from elsewhere are mostly sorted by name, not in the order of layers.
   */
  by?: "name" | "order";
  /** The file's name for a weight of another name: `{ "dense/kernel": "head.weight" }`, or a function of the weight's. */
  mapping?: Readonly<Record<string, string>> | ((weight: string) => string);
}
/** What was loaded, and what was not. */
export interface LoadedWeights {
  readonly loaded: readonly string[];
  /** Weights that the file has no tensor for: as they were. */
  readonly missing: readonly string[];
  /** Tensors of the file that no weight took. */
  readonly unused: readonly string[];
}

/**
 * Sets weights from the bytes of a .safetensors or .lepton file. Nothing changes unless all of it fits; with
 * `strict: false` missing and unused ones are left alone and named, but a shape that does not fit is an error still.
 * Optimiser state stays. Errors: NN_SAFETENSORS_INVALID, NN_WEIGHTS_MISMATCH naming each weight at fault with shapes.
 */
export async function loadWeights(
  model: Model,
  file: Uint8Array | Safetensors,
  { strict = true, by = "name", mapping }: LoadWeightsOptions = {},
): Promise<LoadedWeights> {
  const { tensors: all, metadata } = file instanceof Uint8Array ? readSafetensors(file) : file;
  const tensors = new Map(Object.entries(all).filter(([name]) => !name.startsWith(statePrefix)));
  const names = [...tensors.keys()];
  const order = orderOf(metadata[orderKey]) ?? names;
  const sourceOf = (weight: Weight, i: number): string | undefined => {
    if (by === "order") return order[i];
    const mapped = typeof mapping === "function" ? mapping(weight.name) : mapping?.[weight.name];
    return mapped ?? weight.name;
  };
  const faults: string[] = [];
  const missing: string[] = [];
  const found: { weight: Weight; value: NdArray }[] = [];
  const used = new Set<string>();
  model.weights.forEach((weight, i) => {
    const source = sourceOf(weight, i);
    const value = source === undefined ? undefined : tensors.get(source);
    if (!value || source === undefined) {
      missing.push(weight.name);
      const near = nearestName(source ?? weight.name, names);
      if (strict)
        faults.push(`${weight.name} ${showShape(weight.shape)}: missing${near ? `, near: ${near}` : ""}`);
      return;
    }
    used.add(source);
    if (value.dtype === weight.dtype && showShape(value.shape) === showShape(weight.shape))
      found.push({ weight, value });
    else
      faults.push(
        `${weight.name} ${showShape(weight.shape)}: ${value.dtype === weight.dtype ? "" : `${value.dtype} `}${showShape(value.shape)}${source === weight.name ? "" : ` (${source})`}`,
      );
  });
  const unused = names.filter((name) => !used.has(name));
  if (strict)
    for (const name of unused) faults.push(`${name} ${showShape(tensors.get(name)?.shape ?? [])}: no weight`);
  if (faults.length > 0)
    throw new LeptonError("NN_WEIGHTS_MISMATCH", {
      problem: "The file holds other weights than the model has; nothing was changed.",
      received: faults.slice(0, 8).join("; ") + (faults.length > 8 ? `; … ${faults.length} in all` : ""),
      next: "Build the same layers with the same names, or say which belong together with { mapping, strict: false }.",
    });
  // Weights that share a place with these in an engine come back first.
  await readBack(model.weights);
  overwrite(
    found.map(({ weight }) => weight),
    found.map(({ value }) => value),
  );
  return { loaded: found.map(({ weight }) => weight.name), missing, unused };
}

function orderOf(text: string | undefined): string[] | undefined {
  try {
    return z.array(z.string()).parse(JSON.parse(text ?? ""));
  } catch {
    return undefined;
  }
}
