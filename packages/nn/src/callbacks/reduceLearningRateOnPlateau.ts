import { LeptonError } from "@lepton/core";
import type { Callback } from "../models/callback.ts";
import { Monitor, type MonitorOptions } from "./monitor.ts";

export interface PlateauOptions extends MonitorOptions {
  /** What the learning rate is multiplied by; 0.1 unless told. */
  factor?: number;
  /** Epochs without a better value before it is; 10 unless told. */
  patience?: number;
  /** Epochs to wait after a change before counting again; 0 unless told. */
  cooldown?: number;
  /** The learning rate goes no lower; 0 unless told. */
  minLearningRate?: number;
}

/**
 * Lowers the learning rate when a value has stopped getting better; `minDelta` is 1e-4 unless told. Keras'
 * ReduceLROnPlateau. Errors: NN_OPTION_INVALID for a factor of 1 or more, NN_MONITOR_UNKNOWN.
 */
export function reduceLearningRateOnPlateau({
  factor = 0.1,
  patience = 10,
  cooldown = 0,
  minLearningRate = 0,
  minDelta = 1e-4,
  ...options
}: PlateauOptions = {}): Callback {
  if (!(factor > 0 && factor < 1))
    throw new LeptonError("NN_OPTION_INVALID", {
      problem: "reduceLearningRateOnPlateau: the factor does not lower the learning rate.",
      received: String(factor),
      next: "Give a factor between 0 and 1, e.g. 0.1.",
      field: "factor",
    });
  let monitor = new Monitor({ ...options, minDelta });
  let waited = 0;
  let cooling = 0;
  return {
    onTrainBegin: () => {
      monitor = new Monitor({ ...options, minDelta });
      waited = 0;
      cooling = 0;
    },
    onEpochEnd: (_, logs, model) => {
      logs.learningRate = model.learningRate;
      const isBest = monitor.isBest(logs);
      if (cooling > 0) {
        cooling--;
        waited = 0;
      }
      if (isBest) waited = 0;
      else if (cooling === 0 && ++waited >= patience) {
        const rate = model.learningRate;
        if (rate > minLearningRate) {
          model.learningRate = Math.max(rate * factor, minLearningRate);
          cooling = cooldown;
          waited = 0;
        }
      }
    },
  };
}
