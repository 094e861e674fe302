import { z } from "zod";
import { tanh } from "../../ops/activations.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { reduceSum } from "../../ops/reduce.ts";
import { defineLayer, type Layer, type WeightSpec } from "../layer.ts";
import { attendScored, pairs, queryValueKey, scoredOptions } from "./scored.ts";

const layer = defineLayer("additiveAttention", {
  config: z.object({ useScale: z.boolean().default(true), ...scoredOptions }).strict(),
  weights: ([query], { useScale }) => {
    const scale: WeightSpec = { shape: [Number(query?.[2])], initializer: "glorotUniform" };
    return (useScale ? { scale } : {}) as { scale: WeightSpec };
  },
  call: (inputs, { scale }, config, context) => {
    const given = queryValueKey(inputs);
    const sum = tanh(add(...pairs(given[0], given[2])));
    return attendScored(given, reduceSum(scale ? mul(sum, scale) : sum, [3]), config, context);
  },
});

/**
 * Additive attention: softmax(Σ scale · tanh(q + k)) · v. Shape: query [batch, T, d], value [batch, S, e], key
 * [batch, S, d] (the value unless given) → [batch, T, e]. Source: Bahdanau et al. 2015, arXiv:1409.0473.
 * Errors: NN_SHAPE_MISMATCH.
 */
export const additiveAttention = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
