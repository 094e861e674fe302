import { z } from "zod";
import { add, div, maximum, mul, sqrt, sub } from "../ops/arithmetic.ts";
import { oneMinusPower } from "./bias.ts";
import { defineOptimizer, type OptimizerDefinition, type OptimizerFactory } from "./defineOptimizer.ts";

const config = z.strictObject({
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  epsilon: z.number().positive().default(1e-7),
  amsgrad: z.boolean().default(false),
});
type Slot = "momentum" | "velocity" | "velocityMax";

const definition: OptimizerDefinition<typeof config, Slot> = {
  config,
  slots: ({ amsgrad }) =>
    ({ momentum: 0, velocity: 0, ...(amsgrad && { velocityMax: 0 }) }) as Record<Slot, number>,
  update: ({ weight, gradient, slots, learningRate, step, config: { beta1, beta2, epsilon, amsgrad } }) => {
    const m = add(mul(slots.momentum, beta1), gradient);
    const v = add(mul(slots.velocity, beta2), mul(gradient, gradient));
    const largest = amsgrad ? maximum(slots.velocityMax, v) : v;
    const correction = div(sqrt(oneMinusPower(beta2, step)), oneMinusPower(beta1, step));
    const rate = mul(mul(learningRate, correction), (1 - beta1) / Math.sqrt(1 - beta2));
    const denominator = add(sqrt(largest), epsilon / Math.sqrt(1 - beta2));
    return {
      weight: sub(weight, mul(div(m, denominator), rate)),
      slots: { momentum: m, velocity: v, ...(amsgrad && { velocityMax: largest }) },
    };
  },
};

/**
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − η·√(1−β₂ᵗ)/(1−β₁ᵗ) · m / (√v + ε). Keras' defaults and form: ε stands
 * beside √v before the bias correction, so it weighs √(1−β₂ᵗ) less than PyTorch's.
 * `amsgrad`: the largest v so far instead of v. m and v are kept as m/(1−β₁), v/(1−β₂): one pass over memory less each.
 * Source: Kingma & Ba 2015, arXiv:1412.6980; Reddi et al. 2018, arXiv:1904.09237.
 */
export const adam: OptimizerFactory<typeof config> = defineOptimizer("adam", definition);

/**
 * Adam whose weight decay (0.004 unless told) is apart from the gradient: w ← w·(1 − η·weightDecay) first.
 * Source: Loshchilov & Hutter 2019, arXiv:1711.05101.
 */
export const adamW: OptimizerFactory<typeof config> = defineOptimizer("adamW", {
  ...definition,
  weightDecay: 0.004,
});
