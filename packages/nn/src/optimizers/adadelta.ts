import { z } from "zod";
import { add, div, mul, sqrt, sub } from "../ops/arithmetic.ts";
import { defineOptimizer, type OptimizerFactory } from "./defineOptimizer.ts";

const config = z.strictObject({
  rho: z.number().min(0).lt(1).default(0.95),
  epsilon: z.number().positive().default(1e-7),
});

/**
 * s ← ρs + (1−ρ)g², d = g·√(u + ε)/√(s + ε), u ← ρu + (1−ρ)d², w ← w − ηd. Keras' form; the paper has η = 1.
 * Kept as s/(1−ρ), u/(1−ρ): the common factor of both roots cancels. Source: Zeiler 2012, arXiv:1212.5701.
 */
export const adadelta: OptimizerFactory<typeof config> = defineOptimizer("adadelta", {
  config,
  slots: () => ({ gradients: 0, deltas: 0 }),
  update: ({ weight, gradient, slots, learningRate, config: { rho, epsilon } }) => {
    const floor = epsilon / (1 - rho);
    const s = add(mul(slots.gradients, rho), mul(gradient, gradient));
    const d = mul(gradient, sqrt(div(add(slots.deltas, floor), add(s, floor))));
    const u = add(mul(slots.deltas, rho), mul(d, d));
    return { weight: sub(weight, mul(d, learningRate)), slots: { gradients: s, deltas: u } };
  },
});
