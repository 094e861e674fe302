import { z } from "zod";
import { mismatch, showShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { initializerSchema } from "../../initializers/index.ts";
import { add, div, mul, sqrt, square, sub } from "../../ops/arithmetic.ts";
import { batchNorm, batchNormTraining } from "../../ops/batchNorm.ts";
import { cast } from "../../ops/cast.ts";
import { reduceSum } from "../../ops/reduce.ts";
import { reshape } from "../../ops/reshape.ts";
import { toChannelsFirst, toChannelsLast } from "../../ops/transpose.ts";
import { regularizerSchema } from "../../regularizers/index.ts";
import { type CallContext, defineLayer, type Layer, type WeightSpec } from "../layer.ts";
import { constantLike } from "./constantLike.ts";

const layer = defineLayer("batchNormalization", {
  config: z
    .object({
      momentum: z.number().min(0).max(1).default(0.99),
      epsilon: z.number().positive().default(1e-3),
      center: z.boolean().default(true),
      scale: z.boolean().default(true),
      betaInitializer: initializerSchema.default("zeros"),
      gammaInitializer: initializerSchema.default("ones"),
      movingMeanInitializer: initializerSchema.default("zeros"),
      movingVarianceInitializer: initializerSchema.default("ones"),
      betaRegularizer: regularizerSchema.optional(),
      gammaRegularizer: regularizerSchema.optional(),
    })
    .strict(),
  weights: ([shape], config) => {
    const features = shape?.at(-1);
    if (!shape || shape.length < 2 || typeof features !== "number")
      throw mismatch(
        "batchNormalization",
        shape ? showShape(shape) : "nothing",
        "Give [batch, ..., features] with known features.",
      );
    const each = (initializer: WeightSpec["initializer"], more: Partial<WeightSpec> = {}): WeightSpec => ({
      shape: [features],
      initializer,
      ...more,
    });
    return {
      ...(config.scale
        ? { gamma: each(config.gammaInitializer, { regularizer: config.gammaRegularizer }) }
        : {}),
      ...(config.center
        ? { beta: each(config.betaInitializer, { regularizer: config.betaRegularizer }) }
        : {}),
      movingMean: each(config.movingMeanInitializer, { isStatistic: true }),
      movingVariance: each(config.movingVarianceInitializer, { isStatistic: true }),
    } as Record<"gamma" | "beta" | "movingMean" | "movingVariance", WeightSpec>;
  },
  call: ([x], weights, { epsilon, momentum, scale, center }, context) => {
    const { movingMean, movingVariance } = weights;
    const gamma = scale ? weights.gamma : constantLike(movingMean, 1);
    const beta = center ? weights.beta : constantLike(movingMean, 0);
    if (!context.isTraining)
      return toChannelsLast(batchNorm(toChannelsFirst(x), gamma, beta, movingMean, movingVariance, epsilon));
    const mask = context.mask();
    const { y, mean, variance } = mask
      ? masked(x, mask, gamma, beta, epsilon)
      : overBatch(x, gamma, beta, epsilon);
    moveTowards(context, "movingMean", movingMean, mean, momentum);
    moveTowards(context, "movingVariance", movingVariance, variance, momentum);
    return y;
  },
});

interface Normalised {
  y: Tensor;
  mean: Tensor;
  variance: Tensor;
}

function overBatch(x: Tensor, gamma: Tensor, beta: Tensor, epsilon: number): Normalised {
  const { y, ...moments } = batchNormTraining(toChannelsFirst(x), gamma, beta, epsilon);
  return { y: toChannelsLast(y), ...moments };
}

/** Moments of the real steps only, weighted as Keras weighs them: Σ m·x / (Σ m + 1e-7). */
function masked(x: Tensor, mask: Tensor, gamma: Tensor, beta: Tensor, epsilon: number): Normalised {
  const axes = Array.from({ length: x.shape.length - 1 }, (_, i) => i);
  const weight = cast(reshape(mask, [...mask.shape, ...x.shape.slice(2).map(() => 1)]), "float32");
  const sizes = x.shape.slice(2, -1).reduce<number>((n, dim) => n * (dim as number), 1);
  const total = add(mul(reduceSum(weight), sizes), 1e-7);
  const mean = div(reduceSum(mul(x, weight), axes), total);
  const centred = sub(x, mean);
  const variance = div(reduceSum(mul(square(centred), weight), axes), total);
  return { y: add(mul(centred, div(gamma, sqrt(add(variance, epsilon)))), beta), mean, variance };
}

/** m ← momentum · m + (1 − momentum) · value. */
function moveTowards(
  context: CallContext,
  weight: string,
  moving: Tensor,
  value: Tensor,
  momentum: number,
): void {
  context.update(weight, add(mul(moving, momentum), mul(value, 1 - momentum)));
}

/**
 * y = γ · (x − mean) / √(variance + ε) + β for each feature (last axis). Shape: [batch, …, features] → the same.
 * While training: mean and biased variance of the batch over all other axes, of its real steps where there is a mask;
 * the moving ones follow by m ← momentum·m + (1 − momentum)·value. Predicting, or with `isTrainable` false: the
 * moving ones. Weights: gamma, beta, movingMean, movingVariance, [features] each, as Keras'.
 * Source: Ioffe & Szegedy 2015, arXiv:1502.03167.
 */
export const batchNormalization = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
