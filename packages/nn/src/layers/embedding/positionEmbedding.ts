import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { initializerSchema } from "../../initializers/index.ts";
import { add } from "../../ops/arithmetic.ts";
import { slice } from "../../ops/slice.ts";
import { defineLayer, type Layer } from "../layer.ts";
import { positionsOf } from "./positions.ts";

const layer = defineLayer("positionEmbedding", {
  config: z
    .object({
      sequenceLength: z.number().int().positive(),
      initializer: initializerSchema.default("glorotUniform"),
    })
    .strict(),
  weights: ([shape], { sequenceLength, initializer }) => {
    const [time, features] = positionsOf(shape);
    if (time > sequenceLength)
      throw new LeptonError("NN_SHAPE_MISMATCH", {
        problem: `expected at most ${sequenceLength} steps.`,
        received: `${time} steps`,
        next: "Raise sequenceLength, or cut the series.",
      });
    return { embeddings: { shape: [sequenceLength, features], initializer } };
  },
  call: ([x], { embeddings }) => add(x, slice(embeddings, 0, 0, positionsOf(x.shape)[0])),
});

type Options = Omit<Parameters<typeof layer>[0], "sequenceLength">;

/**
 * x plus a learned vector for each position, of which there are at most `sequenceLength`.
 * Shape: [batch, time, features] → the same. Errors: NN_SHAPE_MISMATCH.
 */
export const positionEmbedding = (sequenceLength: number, options: Options = {}): Layer =>
  layer({ sequenceLength, ...options });
