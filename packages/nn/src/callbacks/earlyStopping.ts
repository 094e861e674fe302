import type { NdArray } from "../array/ndArray.ts";
import type { Callback } from "../models/callback.ts";
import { Monitor, type MonitorOptions } from "./monitor.ts";

export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without a better value before training ends; 0, as Keras has it, unless told. */
  patience?: number;
  /** Put the weights of the best epoch back when training ends; false unless told. */
  restoreBestWeights?: boolean;
  /** The first epoch that is looked at; 0 unless told. */
  startFromEpoch?: number;
}

/** Ends training when a value has stopped getting better. Errors: NN_MONITOR_UNKNOWN. */
export function earlyStopping({
  patience = 0,
  restoreBestWeights = false,
  startFromEpoch = 0,
  ...options
}: EarlyStoppingOptions = {}): Callback {
  let monitor = new Monitor(options);
  let waited = 0;
  let bestWeights: NdArray[] | undefined;
  return {
    onTrainBegin: () => {
      monitor = new Monitor(options);
      waited = 0;
      bestWeights = undefined;
    },
    onEpochEnd: async (epoch, logs, model) => {
      if (epoch < startFromEpoch) return undefined;
      if (monitor.isBest(logs)) {
        waited = 0;
        if (restoreBestWeights) bestWeights = await model.getWeights();
        return undefined;
      }
      return ++waited >= patience ? "stop" : undefined;
    },
    onTrainEnd: async (_, model) => {
      if (bestWeights) await model.setWeights(bestWeights);
      bestWeights = undefined;
    },
  };
}
