import { z } from "zod";
import { add, mul, sign, sub } from "../ops/arithmetic.ts";
import { defineOptimizer, type OptimizerFactory } from "./defineOptimizer.ts";

const config = z.strictObject({
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.99),
});

/**
 * w ← w − η·sign(β₁m + (1−β₁)g), then m ← β₂m + (1−β₂)g. m is kept as m/(1−β₂); a sign needs no common factor.
 * Take a learning rate 3 to 10 times less than Adam's. Source: Chen et al. 2023, arXiv:2302.06675.
 */
export const lion: OptimizerFactory<typeof config> = defineOptimizer("lion", {
  config,
  slots: () => ({ momentum: 0 }),
  update: ({ weight, gradient, slots, learningRate, config: { beta1, beta2 } }) => {
    const direction = sign(add(mul(slots.momentum, (beta1 * (1 - beta2)) / (1 - beta1)), gradient));
    return {
      weight: sub(weight, mul(direction, learningRate)),
      slots: { momentum: add(mul(slots.momentum, beta2), gradient) },
    };
  },
});
