import type { Dataset } from "../data/dataset.ts";
import type { EpochHooks } from "../training/loop.ts";
import { Collector, evaluateModel } from "./evaluateModel.ts";
import type { History } from "./history.ts";
import type { Model } from "./model.ts";

/** Nothing, or to end training. */
export type EpochVerdict = "stop" | undefined;

/** What training tells as it goes; a callback may be async, and training waits for it. */
export interface Callback {
  onTrainBegin?(model: Model): void | Promise<void>;
  onEpochBegin?(epoch: number, model: Model): void | Promise<void>;
  onBatchEnd?(batch: number, logs: Readonly<Record<string, number>>, model: Model): void | Promise<void>;
  /** Give "stop" to end training after this epoch. */
  onEpochEnd?(
    epoch: number,
    logs: Readonly<Record<string, number>>,
    model: Model,
  ): EpochVerdict | Promise<EpochVerdict>;
  onTrainEnd?(history: History, model: Model): void | Promise<void>;
}

export interface FitOptions {
  /** 1 unless told. */
  epochs?: number;
  /** Goes on at this epoch, after a resume. */
  initialEpoch?: number;
  batchSize?: number;
  sampleWeights?: Float32Array;
  seed?: number;
  validationData?: Dataset;
  /** Batches of an epoch; all unless told. */
  stepsPerEpoch?: number;
  callbacks?: readonly Callback[];
  signal?: AbortSignal;
}

/** Trains over the dataset, epoch by epoch. */
export async function fit(model: Model, dataset: Dataset, options: FitOptions): Promise<History> {
  const { epochs = 1, initialEpoch = 0, validationData, stepsPerEpoch, callbacks = [], signal } = options;
  const { compiled } = model;
  const { trainer } = compiled;
  const hasWeights = options.sampleWeights !== undefined;
  const done: number[] = [];
  const metrics: Record<string, number[]> = {};
  let ended: History["ended"] = "done";
  for (const callback of callbacks) await callback.onTrainBegin?.(model);
  try {
    for (let epoch = initialEpoch; epoch < epochs; epoch++) {
      for (const callback of callbacks) await callback.onEpochBegin?.(epoch, model);
      const collector = new Collector(compiled);
      const hooks: EpochHooks = {
        ...(collector.hook ? { onPredictions: collector.hook } : {}),
        ...(signal ? { signal } : {}),
        ...(stepsPerEpoch === undefined ? {} : { steps: stepsPerEpoch }),
      };
      const { totals } = await trainer.train(dataset, epoch, hasWeights, hooks);
      const logs: Record<string, number> = { ...totals.means, ...collector.metrics };
      if (validationData) {
        const judged = await evaluateModel(compiled, validationData, signal ? { signal } : {});
        for (const [name, value] of Object.entries(judged)) logs[`val_${name}`] = value;
      }
      done.push(epoch);
      for (const [name, value] of Object.entries(logs)) metrics[name] = [...(metrics[name] ?? []), value];
      let stops = false;
      for (const callback of callbacks)
        if ((await callback.onEpochEnd?.(epoch, logs, model)) === "stop") stops = true;
      if (stops) {
        ended = "stopped";
        break;
      }
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
    ended = "aborted";
  } finally {
    await trainer.pull();
  }
  const history: History = { epochs: done, metrics, ended };
  for (const callback of callbacks) await callback.onTrainEnd?.(history, model);
  return history;
}
