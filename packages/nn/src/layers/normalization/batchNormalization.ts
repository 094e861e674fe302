import { z } from "zod";
import type { Tensor } from "../../graph/tensor.ts";
import { initializerSchema } from "../../initializers/index.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { batchNormInference } from "../../ops/batchNormInference.ts";
import { batchNormTraining } from "../../ops/batchNormTraining.ts";
import { cast } from "../../ops/cast.ts";
import { reduceSum } from "../../ops/reduce.ts";
import { reshape } from "../../ops/reshape.ts";
import { toChannelsFirst, toChannelsLast } from "../../ops/transpose.ts";
import { featuresOf } from "../featuresOf.ts";
import { defineLayer, type Layer, type WeightSpec } from "../layer.ts";
import { affine } from "./affine.ts";
import { affineOptions, affineWeights } from "./affineWeights.ts";

const layer = defineLayer("batchNormalization", {
  config: z
    .object({
      momentum: z.number().min(0).max(1).default(0.99),
      epsilon: z.number().positive().default(1e-3),
      ...affineOptions,
      movingMeanInitializer: initializerSchema.default("zeros"),
      movingVarianceInitializer: initializerSchema.default("ones"),
    })
    .strict(),
  weights: ([shape], config): Record<"gamma" | "beta" | "movingMean" | "movingVariance", WeightSpec> => {
    const features = featuresOf(shape);
    const statistic = { shape: [features], isStatistic: true };
    return {
      ...affineWeights(features, config),
      movingMean: { ...statistic, initializer: config.movingMeanInitializer },
      movingVariance: { ...statistic, initializer: config.movingVarianceInitializer },
    };
  },
  call: ([x], { movingMean, movingVariance, ...weights }, { epsilon, momentum }, context) => {
    const { gamma, beta } = affine(featuresOf(x.shape), weights);
    const first = toChannelsFirst(x);
    const kept = { scale: gamma, bias: beta, mean: movingMean, variance: movingVariance };
    if (!context.isTraining || context.isFrozen)
      return toChannelsLast(batchNormInference(first, kept, epsilon));
    const towards = (moving: Tensor, value: Tensor) => add(mul(moving, momentum), mul(value, 1 - momentum));
    const mask = context.mask();
    const moments = mask && maskedMoments(x, mask);
    const now = moments
      ? { ...moments, y: batchNormInference(first, { scale: gamma, bias: beta, ...moments }, epsilon) }
      : batchNormTraining(first, gamma, beta, epsilon);
    context.update("movingMean", towards(movingMean, now.mean));
    context.update("movingVariance", towards(movingVariance, now.variance));
    return toChannelsLast(now.y);
  },
});

/** Moments of the real steps only, weighted as Keras weighs them: Σ m·x / (Σ m + 1e-7). */
function maskedMoments(x: Tensor, mask: Tensor): { mean: Tensor; variance: Tensor } {
  const axes = Array.from({ length: x.shape.length - 1 }, (_, i) => i);
  const weight = cast(reshape(mask, [...mask.shape, ...x.shape.slice(2).map(() => 1)]), "float32");
  const perStep = x.shape.slice(2, -1).reduce<number>((n, dim) => n * (dim as number), 1);
  const total = add(mul(reduceSum(weight), perStep), 1e-7);
  const mean = div(reduceSum(mul(x, weight), axes), total);
  const variance = div(reduceSum(mul(square(sub(x, mean)), weight), axes), total);
  return { mean, variance };
}

/**
 * y = γ · (x − mean) / √(variance + ε) + β for each feature (last axis). Shape: [batch, …, features] → the same.
 * While training: mean and biased variance of the batch over all other axes, of its real steps where there is a mask;
 * the moving ones follow by m ← momentum·m + (1 − momentum)·value. Predicting, or with `isTrainable` false: the
 * moving ones. Weights: gamma, beta, movingMean, movingVariance, [features] each, as Keras'.
 * Source: Ioffe & Szegedy 2015, arXiv:1502.03167.
 */
export const batchNormalization = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
