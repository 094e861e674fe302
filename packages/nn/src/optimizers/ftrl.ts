import { z } from "zod";
import { add, div, maximum, minimum, mul, pow, sqrt, sub } from "../ops/arithmetic.ts";
import { defineOptimizer, type OptimizerFactory } from "./defineOptimizer.ts";

const config = z.strictObject({
  learningRatePower: z.number().max(0).default(-0.5),
  initialAccumulatorValue: z.number().min(0).default(0.1),
  l1RegularizationStrength: z.number().min(0).default(0),
  l2RegularizationStrength: z.number().min(0).default(0),
  l2ShrinkageRegularizationStrength: z.number().min(0).default(0),
  beta: z.number().min(0).default(0),
});

/**
 * Follow the regularised leader: s' = s + g², z ← z + g + 2·shrinkage·w − (s'ᵖ − sᵖ)/η · w with p = −learningRatePower,
 * w ← (clip(z, ±l1) − z) / (s'ᵖ/η + 2·l2 + β/η). Sparse weights from l1. Keras' form.
 * Source: McMahan et al. 2013, KDD '13, Algorithm 1.
 */
export const ftrl: OptimizerFactory<typeof config> = defineOptimizer("ftrl", {
  config,
  slots: ({ initialAccumulatorValue }) => ({ accumulator: initialAccumulatorValue, linear: 0 }),
  update: ({ weight, gradient, slots, learningRate, config: own }) => {
    const { l1RegularizationStrength: l1, l2RegularizationStrength: l2, beta } = own;
    const shrinkage = own.l2ShrinkageRegularizationStrength;
    const power =
      own.learningRatePower === -0.5 ? sqrt : (s: typeof weight) => pow(s, -own.learningRatePower);
    const shrunk = shrinkage > 0 ? add(gradient, mul(weight, 2 * shrinkage)) : gradient;
    const s = add(slots.accumulator, mul(gradient, gradient));
    const grown = div(sub(power(s), power(slots.accumulator)), learningRate);
    const z = add(slots.linear, sub(shrunk, mul(grown, weight)));
    const quadratic = add(div(power(s), learningRate), add(div(beta, learningRate), 2 * l2));
    const held = minimum(maximum(z, -l1), l1);
    return { weight: div(sub(held, z), quadratic), slots: { accumulator: s, linear: z } };
  },
});
