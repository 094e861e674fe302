import { z } from "zod";
import { defineSchedule, type ScheduleFactory } from "./defineSchedule.ts";

const rate = z.number().min(0);
const steps = z.number().positive();
const decayConfig = z.strictObject({
  initialLearningRate: rate,
  decaySteps: steps,
  decayRate: rate,
  staircase: z.boolean().default(false),
});
const passed = (step: number, decaySteps: number, staircase: boolean): number =>
  staircase ? Math.floor(step / decaySteps) : step / decaySteps;

/** η₀ · decayRate^(step/decaySteps); `staircase` (false) cuts the exponent to a whole number. Keras' form. */
export const exponentialDecay: ScheduleFactory<typeof decayConfig> = defineSchedule(
  "exponentialDecay",
  decayConfig,
  (step, { initialLearningRate, decaySteps, decayRate, staircase }) =>
    initialLearningRate * decayRate ** passed(step, decaySteps, staircase),
);

/** η₀ / (1 + decayRate · step/decaySteps); `staircase` (false) cuts the fraction to a whole number. Keras' form. */
export const inverseTimeDecay: ScheduleFactory<typeof decayConfig> = defineSchedule(
  "inverseTimeDecay",
  decayConfig,
  (step, { initialLearningRate, decaySteps, decayRate, staircase }) =>
    initialLearningRate / (1 + decayRate * passed(step, decaySteps, staircase)),
);

const polynomialConfig = z.strictObject({
  initialLearningRate: rate,
  decaySteps: steps,
  endLearningRate: rate.default(1e-4),
  power: z.number().positive().default(1),
  cycle: z.boolean().default(false),
});
/**
 * (η₀ − η₁)(1 − step/decaySteps)^power + η₁, then η₁; `cycle` (false) starts anew over 2, 3, … times as many steps.
 * Keras' form.
 */
export const polynomialDecay: ScheduleFactory<typeof polynomialConfig> = defineSchedule(
  "polynomialDecay",
  polynomialConfig,
  (step, { initialLearningRate, decaySteps, endLearningRate, power, cycle }) => {
    const over = cycle ? decaySteps * Math.max(1, Math.ceil(step / decaySteps)) : decaySteps;
    const left = 1 - Math.min(step, over) / over;
    return (initialLearningRate - endLearningRate) * left ** power + endLearningRate;
  },
);

const piecewiseConfig = z
  .strictObject({ boundaries: z.array(z.number().min(0)), values: z.array(rate).min(1) })
  .refine(({ boundaries, values }) => values.length === boundaries.length + 1, {
    message: "one value more than boundaries is needed",
    path: ["values"],
  })
  .refine(({ boundaries }) => boundaries.every((b, i) => i === 0 || b > (boundaries[i - 1] as number)), {
    message: "boundaries must grow",
    path: ["boundaries"],
  });
/** values[i] up to and including step boundaries[i], the last one after. Keras' form. */
export const piecewiseConstant: ScheduleFactory<typeof piecewiseConfig> = defineSchedule(
  "piecewiseConstant",
  piecewiseConfig,
  (step, { boundaries, values }) => {
    const at = boundaries.findIndex((boundary) => step <= boundary);
    return values[at < 0 ? boundaries.length : at] as number;
  },
);
