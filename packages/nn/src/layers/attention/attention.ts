import { z } from "zod";
import { tanh } from "../../ops/activations.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { matMul } from "../../ops/matMul.ts";
import { reduceSum } from "../../ops/reduce.ts";
import { defineLayer, type Layer, type WeightSpec } from "../layer.ts";
import { attendScored, pairs, queryValueKey, scoredOptions } from "./scored.ts";

const layer = defineLayer("attention", {
  config: z
    .object({
      /** A learned factor of the scores. */
      useScale: z.boolean().default(false),
      scoreMode: z.enum(["dot", "concat"]).default("dot"),
      ...scoredOptions,
    })
    .strict(),
  weights: (_, { useScale, scoreMode }) => {
    const one: WeightSpec = { shape: [1], initializer: "ones" };
    return {
      ...(useScale ? { scale: one } : {}),
      ...(scoreMode === "concat" ? { concatScoreWeight: one } : {}),
    } as Record<"scale" | "concatScoreWeight", WeightSpec>;
  },
  call: (inputs, { scale, concatScoreWeight }, config, context) => {
    const given = queryValueKey(inputs);
    const [query, , key] = given;
    if (concatScoreWeight) {
      const sum = add(...pairs(query, key));
      const scores = reduceSum(tanh(scale ? mul(sum, scale) : sum), [3]);
      return attendScored(given, mul(scores, concatScoreWeight), config, context);
    }
    const scores = matMul(query, key, { transB: true });
    return attendScored(given, scale ? mul(scores, scale) : scores, config, context);
  },
});

/**
 * Dot-product attention without projections: softmax(q·kᵀ) · v; with `scoreMode: "concat"` the scores are w·Σ tanh(q + k).
 * Shape: query [batch, T, d], value [batch, S, e], key [batch, S, d] (the value unless given) → [batch, T, e].
 * Source: Luong et al. 2015, arXiv:1508.04025. Errors: NN_SHAPE_MISMATCH.
 */
export const attention = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
