import { readFile } from "node:fs/promises";
import { LeptonError } from "@lepton/core";
import { z } from "zod";
import type { NdArray } from "../array/ndArray.ts";
import type { Callback } from "../models/callback.ts";
import type { Model } from "../models/model.ts";
import { readSafetensors, writeSafetensors } from "../save/safetensors.ts";
import { writeWhole } from "../save/wholeFile.ts";
import { Monitor, type MonitorOptions } from "./monitor.ts";

export interface CheckpointOptions extends MonitorOptions {
  /** Write only when the value watched is the best so far; false unless told. */
  saveBestOnly?: boolean;
  /** Write every so many epochs; 1 unless told. */
  every?: number;
}

/**
 * Writes where training stands, at the end of epochs: weights, optimiser state, steps, epochs. `{epoch}` in the path
 * becomes the number of epochs done; else the file is replaced, whole or not at all. `resume` goes on from it, bit by
 * bit as if training had not stopped: writing one starts the random streams (dropout) anew, in both.
 * Errors: NN_FILE_UNWRITABLE, NN_MONITOR_UNKNOWN.
 */
export function checkpoint(
  path: string,
  { saveBestOnly = false, every = 1, ...options }: CheckpointOptions = {},
): Callback {
  const monitor = new Monitor(options);
  return {
    onEpochEnd: async (epoch, logs, model) => {
      if ((epoch + 1) % every !== 0 || (saveBestOnly && !monitor.isBest(logs))) return;
      await writeCheckpoint(model, path.replaceAll("{epoch}", String(epoch + 1)), epoch + 1);
    },
  };
}

const kind = "lepton checkpoint 1";
const stateSchema = z.object({
  kind: z.literal(kind),
  optimizer: z.string(),
  weights: z.array(z.string()),
  /** Number of the epoch to go on with. */
  epoch: z.int().min(0),
  step: z.int().min(0),
  epochs: z.int().min(0),
  rateFactor: z.number(),
});

/** Writes where training stands. `epoch`: the number of the epoch to go on with. Errors: NN_FILE_UNWRITABLE. */
export async function writeCheckpoint(model: Model, path: string, epoch: number): Promise<void> {
  const { trainer, optimizer } = model;
  const weights = await model.getWeights();
  const slots = await trainer.slots();
  const { step, epochs, rateFactor } = trainer;
  const state: z.input<typeof stateSchema> = {
    kind,
    optimizer: optimizer.kind,
    weights: model.weights.map(({ name }) => name),
    epoch,
    step,
    epochs,
    rateFactor,
  };
  const tensors = {
    ...Object.fromEntries(weights.map((value, i) => [weightKey(i), value])),
    ...Object.fromEntries(Object.entries(slots).map(([name, value]) => [`slot/${name}`, value])),
  };
  await writeWhole(path, writeSafetensors(tensors, { state: JSON.stringify(state) }));
  trainer.reseed();
}

/**
 * Puts a compiled model where training stood when the checkpoint was written, and gives the epoch to go on with:
 * `fit(x, y, { initialEpoch: (await resume(model, path)).epoch, epochs: 10 })`. The model is the same, built and
 * compiled alike; nothing is changed unless all of it fits. What callbacks remember is not part of it.
 * Errors: NN_FILE_MISSING, NN_SAFETENSORS_INVALID, NN_CHECKPOINT_MISMATCH.
 */
export async function resume(model: Model, path: string): Promise<{ epoch: number }> {
  const { tensors, metadata } = readSafetensors(await contents(path));
  const state = stateSchema.safeParse(parsed(metadata.state)).data;
  if (!state)
    throw mismatch("The file is no checkpoint.", path, "Give a file that the checkpoint callback wrote.");
  const { trainer, optimizer } = model;
  if (state.optimizer !== optimizer.kind)
    throw mismatch(
      "The checkpoint was written with another optimiser.",
      `${state.optimizer} for ${optimizer.kind}`,
      "Compile the model with the same optimiser.",
    );
  if (state.weights.length !== model.weights.length)
    throw mismatch(
      "The checkpoint belongs to another model.",
      `${state.weights.length} weights for ${model.weights.length}`,
      "Build the same layers again.",
    );
  const weights = model.weights.map(({ name, shape }, i): NdArray => {
    const value = tensors[weightKey(i)];
    if (value?.dtype === "float32" && value.shape.join() === shape.join()) return value;
    throw mismatch(
      "The checkpoint belongs to another model.",
      `${state.weights[i]} [${value?.shape.join(", ")}] for ${name} [${shape.join(", ")}]`,
      "Build the same layers again.",
    );
  });
  const slots = Object.entries(tensors).filter(([name]) => name.startsWith("slot/"));
  await trainer.setSlots(Object.fromEntries(slots.map(([name, value]) => [name.slice(5), value])));
  await model.setWeights(weights);
  trainer.step = state.step;
  trainer.epochs = state.epochs;
  trainer.rateFactor = state.rateFactor;
  trainer.reseed();
  return { epoch: state.epoch };
}

const weightKey = (i: number) => `weight/${i}`;

async function contents(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new LeptonError(
      "NN_FILE_MISSING",
      { problem: "The checkpoint cannot be read.", received: path, next: "Give the path it was written to." },
      { cause },
    );
  }
}
function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
const mismatch = (problem: string, received: string, next: string) =>
  new LeptonError("NN_CHECKPOINT_MISMATCH", { problem, received, next });
