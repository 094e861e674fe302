import { z } from "zod";
import { add, div, mul, sqrt, sub } from "../ops/arithmetic.ts";
import { defineOptimizer, type OptimizerFactory } from "./defineOptimizer.ts";

const config = z.strictObject({
  initialAccumulatorValue: z.number().min(0).default(0.1),
  epsilon: z.number().positive().default(1e-7),
});

/**
 * s ← s + g², w ← w − ηg / √(s + ε); s starts as `initialAccumulatorValue`. Keras' form.
 * Source: Duchi, Hazan & Singer 2011, JMLR 12:2121–2159.
 */
export const adagrad: OptimizerFactory<typeof config> = defineOptimizer("adagrad", {
  config,
  slots: ({ initialAccumulatorValue }) => ({ accumulator: initialAccumulatorValue }),
  update: ({ weight, gradient, slots, learningRate, config: { epsilon } }) => {
    const s = add(slots.accumulator, mul(gradient, gradient));
    const step = mul(div(gradient, sqrt(add(s, epsilon))), learningRate);
    return { weight: sub(weight, step), slots: { accumulator: s } };
  },
});
