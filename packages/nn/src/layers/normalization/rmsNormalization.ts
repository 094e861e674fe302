import { z } from "zod";
import { add, div, mul, sqrt, square } from "../../ops/arithmetic.ts";
import { reduceMean } from "../../ops/reduce.ts";
import { featuresOf } from "../featuresOf.ts";
import { defineLayer, type Layer } from "../layer.ts";

const layer = defineLayer("rmsNormalization", {
  config: z.object({ epsilon: z.number().positive().default(1e-6) }).strict(),
  weights: ([shape]) => ({ scale: { shape: [featuresOf(shape)], initializer: "ones" as const } }),
  call: ([x], { scale }, { epsilon }) => {
    const rms = sqrt(add(reduceMean(square(x), [-1], true), epsilon)); // [..., 1]
    return mul(div(x, rms), scale); // [..., features]
  },
});

/**
 * y = scale · x / √(mean x² + ε) over the last axis. Shape: [..., features] → the same. Weights: scale [features].
 * Source: Zhang & Sennrich 2019, arXiv:1910.07467.
 */
export const rmsNormalization = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
