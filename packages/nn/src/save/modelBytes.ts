import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { type LossLike, lossFrom } from "../losses/index.ts";
import type { Loss } from "../losses/loss.ts";
import type { CompileOptions } from "../models/compile.ts";
import type { Model } from "../models/model.ts";
import { optimizerFromJson, optimizerSchema, optimizerToJson } from "../optimizers/index.ts";
import { architectureOf, architectureSchema, modelFrom } from "./architecture.ts";
import { readSafetensors, type Safetensors, writeSafetensors } from "./safetensors.ts";
import { loadWeights, namedWeights, orderKey, statePrefix } from "./weights.ts";

const format = "lepton model";
/** Version of the file that is written; older ones are read. */
const version = 1;
const metadataKey = "lepton";
const slotPrefix = `${statePrefix}slot/`;

const lossSchema = z.object({ name: z.string(), config: z.record(z.string(), z.unknown()).default({}) });
const compiledSchema = z.object({
  optimizer: optimizerSchema,
  /** One per output. */
  losses: z.array(lossSchema),
  lossWeights: z.array(z.number()).optional(),
  metrics: z.union([z.array(z.string()), z.array(z.array(z.string()))]).optional(),
});
const trainingSchema = z.object({
  step: z.int().min(0),
  epochs: z.int().min(0),
  rateFactor: z.number(),
});
const infoSchema = z.object({
  architecture: architectureSchema,
  compiled: compiledSchema.optional(),
  training: trainingSchema.optional(),
  classLabels: z.array(z.string()).optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});
/** What a model file says besides the numbers. */
export type ModelInfo = z.output<typeof infoSchema>;

export interface SaveOptions {
  /** Optimiser state and steps, so that training goes on bit by bit as if it had not stopped; true unless told. */
  trainingState?: boolean;
  /** Names of the classes, in the order of the output's last axis. */
  classLabels?: readonly string[];
  /** Texts that travel with the model. */
  metadata?: Readonly<Record<string, string>>;
}
export interface LoadOptions extends Pick<CompileOptions, "worker" | "providers" | "threads"> {
  /** Compile it as it was; true unless told. A model that was not compiled is not. */
  compile?: boolean;
  /** Losses of your own, by name. */
  losses?: Readonly<Record<string, Loss>>;
}

/**
 * The model as bytes: a .safetensors file with the weights by name, and the architecture, what it was compiled with and
 * where its training stands in the metadata. Runs anywhere; `saveModel` writes a file. Writing training state starts
 * the random streams (dropout) anew, in both models. Errors: NN_CONFIG_NOT_PLAIN, NN_NAME_TAKEN.
 */
export async function modelToBytes(
  model: Model,
  { trainingState = true, classLabels, metadata }: SaveOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const info: ModelInfo = {
    architecture: architectureOf(model),
    ...(model.compiledWith ? { compiled: compiledOf(model, model.compiledWith) } : {}),
    ...(classLabels ? { classLabels: [...classLabels] } : {}),
    ...(metadata ? { metadata: { ...metadata } } : {}),
  };
  const weights = await namedWeights(model);
  const tensors = { ...weights };
  if (trainingState && model.isCompiled && model.trainer.step > 0) {
    const { trainer } = model;
    const { step, epochs, rateFactor } = trainer;
    info.training = { step, epochs, rateFactor };
    for (const [name, value] of Object.entries(await trainer.slots()))
      tensors[`${slotPrefix}${name}`] = value;
    trainer.reseed();
  }
  return writeSafetensors(tensors, {
    [metadataKey]: JSON.stringify({ format, version, ...info }),
    [orderKey]: JSON.stringify(Object.keys(weights)),
  });
}

function compiledOf(model: Model, { loss, lossWeights, metrics }: Omit<CompileOptions, "worker">) {
  const given = (Array.isArray(loss) ? loss : model.outputs.map(() => loss)) as LossLike[];
  return {
    optimizer: optimizerSchema.parse(optimizerToJson(model.optimizer)),
    losses: given.map((one) => {
      const { name, config = {} } = lossFrom(one);
      return { name, config: { ...config } };
    }),
    ...(lossWeights ? { lossWeights: [...lossWeights] } : {}),
    ...(metrics
      ? { metrics: metrics.map((one) => (typeof one === "string" ? one : [...one])) as string[] }
      : {}),
  };
}

/** What the file says besides its numbers: layers, optimiser, class labels, metadata. Errors: NN_MODEL_FILE_INVALID. */
export const modelInfo = (bytes: Uint8Array): ModelInfo => infoOf(readSafetensors(bytes));

/**
 * The model that `modelToBytes` wrote, weights, optimiser and training state included. Layers of your own must be
 * defined before. Errors: NN_SAFETENSORS_INVALID, NN_MODEL_FILE_INVALID, NN_MODEL_FILE_NEWER, NN_LAYER_UNKNOWN,
 * NN_LOSS_UNKNOWN, NN_WEIGHTS_MISMATCH, NN_CHECKPOINT_MISMATCH.
 */
export async function modelFromBytes(bytes: Uint8Array, options: LoadOptions = {}): Promise<Model> {
  const file = readSafetensors(bytes);
  const { architecture, compiled, training } = infoOf(file);
  const model = modelFrom(architecture);
  await loadWeights(model, file);
  const { compile = true, losses = {}, ...session } = options;
  if (!compile || !compiled) return model;
  const { optimizer, lossWeights, metrics } = compiled;
  model.compile({
    ...session,
    optimizer: optimizerFromJson(optimizer),
    loss: compiled.losses.map(
      (one) => (Object.hasOwn(losses, one.name) ? losses[one.name] : one) as LossLike,
    ),
    ...(lossWeights ? { lossWeights } : {}),
    ...(metrics ? { metrics } : {}),
  });
  if (training) {
    const slots = Object.entries(file.tensors).filter(([name]) => name.startsWith(slotPrefix));
    const { trainer } = model;
    await trainer.setSlots(
      Object.fromEntries(slots.map(([name, value]) => [name.slice(slotPrefix.length), value])),
    );
    Object.assign(trainer, training);
    trainer.reseed();
  }
  return model;
}

function infoOf({ metadata }: Safetensors): ModelInfo {
  const text = metadata[metadataKey];
  if (text === undefined)
    throw invalid(
      "the safetensors file has weights only",
      "For weights of a model you have, call loadWeights.",
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid(text.slice(0, 80));
  }
  const head = z.object({ format: z.literal(format), version: z.int().min(1) }).safeParse(json);
  if (!head.success) throw invalid(text.slice(0, 80));
  if (head.data.version > version)
    throw new LeptonError("NN_MODEL_FILE_NEWER", {
      problem: "The model was saved by a newer version of Lepton.",
      received: `file version ${head.data.version}, read here up to ${version}`,
      next: "Update @lepton/nn, or save the model again with this version.",
    });
  const info = infoSchema.safeParse(json);
  if (info.success) return info.data;
  const [issue] = info.error.issues;
  throw invalid(`${issue?.path.join(".")}: ${issue?.message}`);
}

const invalid = (received: string, next = "Save the model again with saveModel.") =>
  new LeptonError("NN_MODEL_FILE_INVALID", { problem: "The file holds no model.", received, next });
