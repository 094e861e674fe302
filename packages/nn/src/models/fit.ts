import { LeptonError } from "@lepton/core";
import { progressBar } from "../callbacks/progressBar.ts";
import { arrays, type Dataset } from "../data/dataset.ts";
import { splitArrays } from "../data/split.ts";
import { type EpochHooks, isArrays } from "../training/engine.ts";
import type { Goal, Trainer } from "../training/trainer.ts";
import type { Callback } from "./callback.ts";
import { checked } from "./checkData.ts";
import { type Data, inOrder, isDataset, listOf } from "./data.ts";
import type { FitSettings } from "./fitOptions.ts";
import type { History } from "./history.ts";
import type { Model } from "./model.ts";
import { classWeighted } from "./weighted.ts";

/** What is trained on, what is judged on, and how. */
interface Prepared {
  readonly train: Dataset;
  readonly hasWeights: boolean;
  readonly validation: Dataset | undefined;
  readonly validationHasWeights: boolean;
}

/** Trains over the data, epoch by epoch. */
export async function fit(
  model: Model,
  { trainer, goal }: { trainer: Trainer; goal: Goal },
  data: { inputs: Data; targets: Data } | Dataset,
  settings: FitSettings,
): Promise<History> {
  const { epochs, initialEpoch, stepsPerEpoch, validationSteps, signal } = settings;
  const { train, hasWeights, validation, validationHasWeights } = prepared(model, goal, data, settings);
  const callbacks = withVerbose(settings);
  const batches = Math.min(train.size ?? Number.POSITIVE_INFINITY, stepsPerEpoch ?? Number.POSITIVE_INFINITY);
  const steps = Number.isFinite(batches) ? batches : undefined;
  const hooks = hooksOf(callbacks, model, signal);
  const done: number[] = [];
  const metrics: Record<string, number[]> = {};
  let ended: History["ended"] = "done";
  for (const callback of callbacks)
    await callback.onTrainBegin?.(model, { epochs, initialEpoch, steps, samples: train.samples });
  const held = [train, ...(validation ? [validation] : [])];
  try {
    for (const dataset of held) await trainer.hold(dataset);
    for (let epoch = initialEpoch; epoch < epochs; epoch++) {
      for (const callback of callbacks) await callback.onEpochBegin?.(epoch, model);
      const limit = stepsPerEpoch === undefined ? {} : { steps: stepsPerEpoch };
      const trained = await trainer.train(train, { hasWeights, hooks, ...limit });
      if (trained.isAborted) {
        ended = "aborted";
        break;
      }
      trainer.epochs++;
      const logs: Record<string, number> = { ...trained.logs };
      if (validation) {
        const judged = await trainer.test(validation, {
          hasWeights: validationHasWeights,
          ...(validationSteps === undefined ? {} : { steps: validationSteps }),
          hooks: signal ? { signal } : {},
        });
        if (judged.isAborted) {
          ended = "aborted";
          break;
        }
        for (const [name, value] of Object.entries(judged.logs)) logs[`val_${name}`] = value;
      }
      let stops = false;
      for (const callback of callbacks)
        if ((await callback.onEpochEnd?.(epoch, logs, model)) === "stop") stops = true;
      done.push(epoch);
      for (const [name, value] of Object.entries(logs)) {
        metrics[name] ??= [];
        metrics[name].push(value);
      }
      if (stops) {
        ended = "stopped";
        break;
      }
    }
  } finally {
    await settled(trainer, held);
  }
  const history: History = { epochs: done, metrics, ended };
  for (const callback of callbacks) await callback.onTrainEnd?.(history, model);
  return history;
}

/** Weights read back and data let go, also after an error; an engine that died has neither. */
async function settled(trainer: Trainer, held: readonly Dataset[]): Promise<void> {
  try {
    await trainer.pull();
    for (const dataset of held) await trainer.release(dataset);
  } catch (error) {
    if (!(error instanceof LeptonError && error.code === "NN_WORKER_ENDED")) throw error;
  }
}

function prepared(
  model: Model,
  goal: Goal,
  data: { inputs: Data; targets: Data } | Dataset,
  settings: FitSettings,
): Prepared {
  const { batchSize, shuffle, sampleWeights, classWeights, validationSplit, validationData } = settings;
  const { objectives } = goal;
  let train: Dataset;
  let validation = validationData && inOrder(validationData, batchSize);
  if (isDataset(data)) {
    const refused = (["batchSize", "sampleWeights", "validationSplit"] as const).find(
      (name) => settings[name] !== undefined,
    );
    if (refused) throw forArraysOnly(refused);
    train = data;
  } else {
    const { seed } = model;
    const options = {
      inputs: listOf(data.inputs),
      targets: listOf(data.targets),
      ...(sampleWeights ? { weights: sampleWeights } : {}),
      ...(batchSize === undefined ? {} : { batchSize }),
      shuffle,
      seed,
    };
    if (validationSplit === undefined) train = arrays(options);
    else {
      const parts = splitArrays(options, { validation: validationSplit, shuffle, seed });
      train = parts.train;
      validation ??= parts.validation;
    }
  }
  train = checked(model.network, objectives, train);
  if (classWeights) {
    if (objectives.length > 1) throw oneOutputOnly(objectives.length);
    train = classWeighted(train, classWeights);
  }
  return {
    train,
    hasWeights: classWeights !== undefined || bringsWeights(train),
    validation: validation && checked(model.network, objectives, validation),
    validationHasWeights: validation !== undefined && bringsWeights(validation),
  };
}

/** Whether the loss is built with weights. Batches that come one by one may have some. */
export const bringsWeights = (data: Dataset): boolean => !isArrays(data) || data.weights !== undefined;

function hooksOf(callbacks: readonly Callback[], model: Model, signal: AbortSignal | undefined): EpochHooks {
  const each = callbacks.filter(({ onBatchEnd }) => onBatchEnd);
  const told = callbacks.filter(({ onProgress }) => onProgress);
  const hooks: EpochHooks = signal ? { signal } : {};
  if (told.length > 0)
    hooks.onProgress = (report) => {
      for (const callback of told) callback.onProgress?.(report, model);
    };
  if (each.length > 0)
    hooks.onBatch = async ({ batch, logs }) => {
      for (const callback of each) await callback.onBatchEnd?.(batch, logs, model);
    };
  return hooks;
}

function withVerbose({ callbacks, verbose }: FitSettings): readonly Callback[] {
  const isTerminal = typeof process !== "undefined" && process.stdout?.isTTY === true;
  if (verbose === 0 || (verbose === "auto" && !isTerminal)) return callbacks;
  return [progressBar({ isLinePerEpoch: verbose === 2 }), ...callbacks];
}

const forArraysOnly = (option: string) =>
  new LeptonError("NN_OPTION_INVALID", {
    problem: `fit: ${option} is for arrays.`,
    received: "a dataset",
    next:
      option === "validationSplit"
        ? "Split the data with splitArrays, or imageDirectory's validationSplit, and give validationData."
        : "Give it to the dataset itself.",
    field: option,
  });
const oneOutputOnly = (outputs: number) =>
  new LeptonError("NN_OPTION_INVALID", {
    problem: "fit: classWeights are for models with one output.",
    received: `${outputs} outputs`,
    next: "Give sampleWeights instead.",
    field: "classWeights",
  });
