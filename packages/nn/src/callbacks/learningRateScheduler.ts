import { LeptonError } from "@lepton/core";
import type { Callback } from "../models/callback.ts";

/**
 * The learning rate of each epoch, from its number (0-based) and the rate before: `(epoch, rate) => rate * 0.9`.
 * Errors: NN_OPTION_INVALID when that is no number above 0.
 */
export const learningRateScheduler = (rateAt: (epoch: number, rate: number) => number): Callback => ({
  onEpochBegin: (epoch, model) => {
    const rate = rateAt(epoch, model.learningRate);
    if (!(rate > 0 && Number.isFinite(rate)))
      throw new LeptonError("NN_OPTION_INVALID", {
        problem: "learningRateScheduler: the function gave a learning rate that no step can be taken with.",
        received: `${rate} for epoch ${epoch}`,
        next: "Give a number above 0.",
      });
    model.learningRate = rate;
  },
  onEpochEnd: (_, logs, model) => {
    logs.learningRate = model.learningRate;
  },
});
