import { z } from "zod";
import { add, div, mul, pow, sqrt, sub } from "../ops/arithmetic.ts";
import type { Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, optimizerConfig } from "./options.ts";

const schema = z
  .object({
    beta1: z.number().min(0).lt(1).default(0.9),
    beta2: z.number().min(0).lt(1).default(0.999),
    epsilon: z.number().positive().default(1e-7),
  })
  .strict();

/**
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − η·√(1−β₂ᵗ)/(1−β₁ᵗ) · m / (√v + ε). Keras' defaults and form.
 * m and v are kept as m/(1−β₁), v/(1−β₂): one pass over memory less each.
 * Source: Kingma & Ba 2015, arXiv:1412.6980.
 */
export function adam(
  learningRate: OptimizerOptions["learningRate"] = 1e-3,
  options: z.input<typeof schema> & OptimizerOptions["clipping"] = {},
): Optimizer {
  const { config, clipping } = optimizerConfig("adam", schema, options);
  const { beta1, beta2, epsilon } = config;
  return {
    kind: "adam",
    config,
    learningRate,
    clipping,
    slots: { momentum: 0, velocity: 0 },
    update: (weight, gradient, { momentum, velocity }, context) => {
      if (!momentum || !velocity) throw new Error("adam needs its slots");
      const m = add(mul(momentum, beta1), gradient);
      const v = add(mul(velocity, beta2), mul(gradient, gradient));
      const correction = div(sqrt(sub(1, pow(beta2, context.step))), sub(1, pow(beta1, context.step)));
      const rate = mul(mul(context.learningRate, correction), (1 - beta1) / Math.sqrt(1 - beta2));
      const denominator = add(sqrt(v), epsilon / Math.sqrt(1 - beta2));
      return { weight: sub(weight, mul(div(m, denominator), rate)), slots: { momentum: m, velocity: v } };
    },
  };
}
