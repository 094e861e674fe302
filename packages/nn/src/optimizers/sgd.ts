import { z } from "zod";
import type { Tensor } from "../graph/tensor.ts";
import { add, mul, sub } from "../ops/arithmetic.ts";
import { defineOptimizer, type OptimizerFactory } from "./defineOptimizer.ts";

const config = z.strictObject({
  momentum: z.number().min(0).max(1).default(0),
  nesterov: z.boolean().default(false),
});

/**
 * w ← w − ηg; with momentum μ: m ← μm − ηg, w ← w + m, or w + μm − ηg when `nesterov`. Learning rate 0.01.
 * Keras' form: η is part of m, so a schedule does not rescale what was gathered.
 * Source: Sutskever et al. 2013, PMLR 28(3):1139–1147.
 */
export const sgd: OptimizerFactory<typeof config> = defineOptimizer("sgd", {
  config,
  learningRate: 0.01,
  slots: ({ momentum }): Record<string, number> => ({ ...(momentum > 0 && { momentum: 0 }) }),
  update: ({ weight, gradient, slots, learningRate, config: { momentum, nesterov } }) => {
    const step = mul(gradient, learningRate);
    if (momentum === 0) return { weight: sub(weight, step), slots: {} as Record<string, Tensor> };
    const m = sub(mul(slots.momentum as Tensor, momentum), step);
    const moved = nesterov ? sub(mul(m, momentum), step) : m;
    return { weight: add(weight, moved), slots: { momentum: m } };
  },
});
