import { z } from "zod";
import type { Tensor } from "../graph/tensor.ts";
import { add, div, maximum, mul, sqrt, sub } from "../ops/arithmetic.ts";
import { defineOptimizer, type OptimizerFactory } from "./defineOptimizer.ts";

const config = z.strictObject({
  rho: z.number().min(0).lt(1).default(0.9),
  momentum: z.number().min(0).max(1).default(0),
  epsilon: z.number().positive().default(1e-7),
  centered: z.boolean().default(false),
});

/**
 * v ← ρv + (1−ρ)g², w ← w − ηg / √(v + ε); with `centered` v is less a², a ← ρa + (1−ρ)g; with `momentum`
 * m ← μm + ηg / √…, w ← w − m. Keras' form: ε under the root. Kept as v/(1−ρ), a/(1−ρ).
 * Error: v − a² is never let below 0, which rounding would do where the gradient stands still.
 * Source: Hinton, Srivastava & Swersky 2012, lecture 6e.
 */
export const rmsprop: OptimizerFactory<typeof config> = defineOptimizer("rmsprop", {
  config,
  slots: ({ momentum, centered }): Record<string, number> => ({
    velocity: 0,
    ...(centered && { average: 0 }),
    ...(momentum > 0 && { momentum: 0 }),
  }),
  update: ({ weight, gradient, slots, learningRate, config: { rho, momentum, epsilon } }) => {
    const v = add(mul(slots.velocity as Tensor, rho), mul(gradient, gradient));
    const a = slots.average && add(mul(slots.average, rho), gradient);
    const spread = a ? maximum(sub(v, mul(mul(a, a), 1 - rho)), 0) : v;
    // √((1−ρ)·x + ε) = √(1−ρ) · √(x + ε/(1−ρ)), the first factor joining η.
    const rate = mul(learningRate, 1 / Math.sqrt(1 - rho));
    const step = mul(div(gradient, sqrt(add(spread, epsilon / (1 - rho)))), rate);
    const m = slots.momentum ? add(mul(slots.momentum, momentum), step) : step;
    return {
      weight: sub(weight, m),
      slots: { velocity: v, ...(a && { average: a }), ...(slots.momentum && { momentum: m }) },
    };
  },
});
