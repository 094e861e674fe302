import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { groupNorm } from "../../ops/groupNorm.ts";
import { toChannelsFirst, toChannelsLast } from "../../ops/transpose.ts";
import { featuresOf } from "../featuresOf.ts";
import { defineLayer, type Layer } from "../layer.ts";
import { affine } from "./affine.ts";
import { affineOptions, affineWeights } from "./affineWeights.ts";

const layer = defineLayer("groupNormalization", {
  config: z
    .object({
      groups: z.union([z.number().int().positive(), z.literal(-1)]).default(32),
      epsilon: z.number().positive().default(1e-3),
      ...affineOptions,
    })
    .strict(),
  weights: ([shape], config) => {
    const features = featuresOf(shape);
    if (config.groups !== -1 && features % config.groups !== 0)
      throw new LeptonError("NN_SHAPE_MISMATCH", {
        problem: `expected channels that ${config.groups} groups divide.`,
        received: `${features} channels`,
        next: "Take a number of groups that divides the channels; -1 is one group per channel.",
      });
    return affineWeights(features, config);
  },
  call: ([x], weights, { groups, epsilon }) => {
    const features = featuresOf(x.shape);
    const { gamma, beta } = affine(features, weights);
    const count = groups === -1 ? features : groups;
    return toChannelsLast(groupNorm(toChannelsFirst(x), gamma, beta, count, epsilon));
  },
});
type Config = Parameters<typeof layer>[0];

/**
 * y = γ · (x − mean) / √(var + ε) + β, mean and biased variance over all positions of a group of neighbouring channels
 * of one sample; −1: every channel for itself. Shape: [batch, …, channels] → the same. Weights: gamma, beta [channels].
 * Errors: NN_SHAPE_MISMATCH. Source: Wu & He 2018, arXiv:1803.08494.
 */
export const groupNormalization = (groups = 32, options: Omit<Config, "groups"> = {}): Layer =>
  layer({ groups, ...options });
