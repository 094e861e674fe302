import { z } from "zod";
import { layerNorm } from "../../ops/layerNorm.ts";
import { featuresOf } from "../featuresOf.ts";
import { defineLayer, type Layer } from "../layer.ts";
import { affine } from "./affine.ts";
import { affineOptions, affineWeights } from "./affineWeights.ts";

const layer = defineLayer("layerNormalization", {
  config: z.object({ epsilon: z.number().positive().default(1e-3), ...affineOptions }).strict(),
  weights: ([shape], config) => affineWeights(featuresOf(shape), config),
  call: ([x], weights, { epsilon }) => {
    const { gamma, beta } = affine(featuresOf(x.shape), weights);
    return layerNorm(x, gamma, beta, epsilon);
  },
});

/**
 * y = γ · (x − mean) / √(var + ε) + β, mean and biased variance over the last axis. Shape: [..., features] → the same.
 * Weights: gamma, beta [features], as Keras'; `scale` and `center` leave them out. Source: Ba et al. 2016,
 * arXiv:1607.06450.
 */
export const layerNormalization = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
