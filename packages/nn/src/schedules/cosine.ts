import { z } from "zod";
import { defineSchedule, type ScheduleFactory } from "./defineSchedule.ts";

const rate = z.number().min(0);
const steps = z.number().positive();
/** From 1 at 0 to `end` at 1 along half a cosine. */
const fall = (fraction: number, end: number): number =>
  ((1 - end) * (1 + Math.cos(Math.PI * fraction))) / 2 + end;

const cosineConfig = z.strictObject({
  initialLearningRate: rate,
  decaySteps: steps,
  alpha: rate.default(0),
  warmupTarget: rate.optional(),
  warmupSteps: z.number().min(0).default(0),
});
/**
 * η₀ · [(1−α)(1 + cos π·step/decaySteps)/2 + α], then α·η₀. With `warmupTarget` the rate first goes in a line from η₀ to
 * the target over `warmupSteps`, and falls from there. Keras' form. Source: Loshchilov & Hutter 2017, arXiv:1608.03983.
 */
export const cosineDecay: ScheduleFactory<typeof cosineConfig> = defineSchedule(
  "cosineDecay",
  cosineConfig,
  (step, { initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps }) => {
    if (warmupTarget === undefined) return initialLearningRate * fall(Math.min(step / decaySteps, 1), alpha);
    if (step < warmupSteps)
      return initialLearningRate + ((warmupTarget - initialLearningRate) * step) / warmupSteps;
    return warmupTarget * fall(Math.min((step - warmupSteps) / decaySteps, 1), alpha);
  },
);

const restartsConfig = z.strictObject({
  initialLearningRate: rate,
  firstDecaySteps: steps,
  tMul: z.number().min(1).default(2),
  mMul: rate.default(1),
  alpha: rate.default(0),
});
/**
 * Cosine decay that starts anew: period i takes firstDecaySteps · tMulⁱ steps from η₀ · mMulⁱ. Keras' form.
 * Source: Loshchilov & Hutter 2017, arXiv:1608.03983.
 */
export const cosineDecayRestarts: ScheduleFactory<typeof restartsConfig> = defineSchedule(
  "cosineDecayRestarts",
  restartsConfig,
  (step, { initialLearningRate, firstDecaySteps, tMul, mMul, alpha }) => {
    // Counted, not by a logarithm: that one rounds a restart into the period before.
    let period = 0;
    let length = firstDecaySteps;
    let from = 0;
    if (tMul === 1) {
      period = Math.floor(step / firstDecaySteps);
      from = period * firstDecaySteps;
    } else
      while (step >= from + length) {
        from += length;
        length *= tMul;
        period++;
      }
    // Keras' scale: the multiple is taken of the cosine alone, so α·η₀ stays the least.
    const cosine = (mMul ** period * (1 + Math.cos((Math.PI * (step - from)) / length))) / 2;
    return initialLearningRate * ((1 - alpha) * cosine + alpha);
  },
);

const oneCycleConfig = z.strictObject({
  maxLearningRate: rate,
  totalSteps: z.int().min(2),
  warmupShare: z.number().gt(0).lt(1).default(0.3),
  divFactor: z.number().min(1).default(25),
  finalDivFactor: z.number().min(1).default(1e4),
});
/**
 * From max/divFactor along half a cosine up to max within the first `warmupShare` of the steps, then down to
 * max/(divFactor · finalDivFactor) at the last. PyTorch's OneCycleLR, of the rate alone.
 * Source: Smith & Topin 2018, arXiv:1708.07120.
 */
export const oneCycle: ScheduleFactory<typeof oneCycleConfig> = defineSchedule(
  "oneCycle",
  oneCycleConfig,
  (step, { maxLearningRate, totalSteps, warmupShare, divFactor, finalDivFactor }) => {
    const first = maxLearningRate / divFactor;
    const last = first / finalDivFactor;
    const top = warmupShare * totalSteps - 1;
    const end = totalSteps - 1;
    if (step <= top) return maxLearningRate + (first - maxLearningRate) * fall(step / top, 0);
    return last + (maxLearningRate - last) * fall(Math.min((step - top) / (end - top), 1), 0);
  },
);
