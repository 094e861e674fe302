import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { type Dim, showShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { cast } from "../../ops/cast.ts";
import { matMul } from "../../ops/matMul.ts";
import { dropout } from "../../ops/random.ts";
import { reshape } from "../../ops/reshape.ts";
import { softmax } from "../../ops/softmax.ts";
import { where } from "../../ops/where.ts";
import type { CallContext } from "../layer.ts";
import { masked } from "./heads.ts";
import { joinedMask } from "./masks.ts";

/** What Keras' attention and additiveAttention have in common. */
export const scoredOptions = {
  dropout: z.number().min(0).lt(1).default(0),
  /** A step sees none that are later. */
  useCausalMask: z.boolean().default(false),
  /** The weights [batch, T, S] as second output. */
  returnAttentionScores: z.boolean().default(false),
} as const;
interface ScoredConfig {
  dropout: number;
  useCausalMask: boolean;
  returnAttentionScores: boolean;
}

/** Query, value and key of a call; the key is the value unless given. Errors: NN_SHAPE_MISMATCH. */
export function queryValueKey(inputs: readonly [Tensor, ...Tensor[]]): [Tensor, Tensor, Tensor] {
  const [query, value, key = value] = inputs;
  if (!value || !key || inputs.some(({ shape }) => shape.length !== 3))
    throw new LeptonError("NN_SHAPE_MISMATCH", {
      problem:
        "expected query [batch, T, features], value [batch, S, ...] and, if another, key [batch, S, features].",
      received: `inputs ${inputs.map((t) => showShape(t.shape)).join(", ")}`,
      next: "Call it with two or three series.",
    });
  return [query, value, key];
}

/** softmax(scores) · value, padding and later steps left out; steps of the query that are padding give zeros. */
export function attendScored(
  [query, value, key]: readonly [Tensor, Tensor, Tensor],
  scores: Tensor,
  config: ScoredConfig,
  { mask, isTraining }: CallContext,
): readonly Tensor[] {
  const seen = joinedMask({ query, key, valueMask: mask(1), isCausal: config.useCausalMask });
  const all = softmax(seen ? where(seen, scores, masked) : scores, -1);
  const weights = isTraining && config.dropout > 0 ? dropout(all, config.dropout) : all;
  const mixed = matMul(weights, value);
  const own = mask(0);
  const y = own ? mul(mixed, cast(reshape(own, [...own.shape, 1]), "float32")) : mixed;
  return config.returnAttentionScores ? [y, weights] : [y];
}

/** [batch, T, features] and [batch, S, features] → each pair, broadcasting to [batch, T, S, features]. */
export function pairs(query: Tensor, key: Tensor): [Tensor, Tensor] {
  const [batch, time, features] = query.shape as [Dim, Dim, Dim];
  const [, steps] = key.shape as [Dim, Dim, Dim];
  return [reshape(query, [batch, time, 1, features]), reshape(key, [batch, 1, steps, features])];
}
