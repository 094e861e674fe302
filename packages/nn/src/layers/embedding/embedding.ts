import { z } from "zod";
import type { Tensor } from "../../graph/tensor.ts";
import { initializerSchema } from "../../initializers/index.ts";
import { cast } from "../../ops/cast.ts";
import { equal, logicalNot } from "../../ops/compare.ts";
import { gather } from "../../ops/gather.ts";
import { regularizerSchema } from "../../regularizers/index.ts";
import { defineLayer, type Layer } from "../layer.ts";

const layer = defineLayer("embedding", {
  config: z
    .object({
      inputDim: z.number().int().positive(),
      outputDim: z.number().int().positive(),
      embeddingsInitializer: initializerSchema.default({
        name: "randomUniform",
        minval: -0.05,
        maxval: 0.05,
      }),
      embeddingsRegularizer: regularizerSchema.optional(),
      /** Id 0 is padding, which later layers skip. */
      maskZero: z.boolean().default(false),
    })
    .strict(),
  weights: (_, { inputDim, outputDim, embeddingsInitializer, embeddingsRegularizer }) => ({
    embeddings: {
      shape: [inputDim, outputDim],
      initializer: embeddingsInitializer,
      regularizer: embeddingsRegularizer,
    },
  }),
  call: ([ids], { embeddings }) => gather(embeddings, whole(ids), 0),
  mask: ([ids], context, { maskZero }) =>
    maskZero ? logicalNot(equal(cast(ids, "float32"), 0)) : context.mask(0),
});

const whole = (ids: Tensor): Tensor =>
  ids.dtype === "int32" || ids.dtype === "int64" ? ids : cast(ids, "int64");

type Options = Omit<Parameters<typeof layer>[0], "inputDim" | "outputDim">;

/**
 * A learned vector of `outputDim` numbers for each id from 0 to inputDim − 1. Shape: ids [batch, ...] (int32 or int64;
 * floats are cut to whole numbers) → [batch, ..., outputDim]. With `maskZero` the mask is "id is not 0".
 * Error: an id ≥ inputDim (or < −inputDim) stops the run with ONNX Runtime's message; −1 … −inputDim count from the end.
 * Gradient: rows of dy added up by their id.
 */
export const embedding = (inputDim: number, outputDim: number, options: Options = {}): Layer =>
  layer({ inputDim, outputDim, ...options });
