import { z } from "zod";
import { abs, add, div, maximum, mul, sub } from "../ops/arithmetic.ts";
import { oneMinusPower } from "./bias.ts";
import { defineOptimizer, type OptimizerFactory } from "./defineOptimizer.ts";

const config = z.strictObject({
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  epsilon: z.number().positive().default(1e-7),
});

/**
 * m ← β₁m + (1−β₁)g, u ← max(β₂u, |g|), w ← w − η/(1−β₁ᵗ) · m / (u + ε). m is kept as m/(1−β₁).
 * Source: Kingma & Ba 2015, arXiv:1412.6980, section 7.1.
 */
export const adamax: OptimizerFactory<typeof config> = defineOptimizer("adamax", {
  config,
  slots: () => ({ momentum: 0, norm: 0 }),
  update: ({ weight, gradient, slots, learningRate, step, config: { beta1, beta2, epsilon } }) => {
    const m = add(mul(slots.momentum, beta1), gradient);
    const u = maximum(mul(slots.norm, beta2), abs(gradient));
    const rate = div(mul(learningRate, 1 - beta1), oneMinusPower(beta1, step));
    return {
      weight: sub(weight, mul(div(m, add(u, epsilon)), rate)),
      slots: { momentum: m, norm: u },
    };
  },
});
