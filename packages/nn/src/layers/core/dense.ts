import { z } from "zod";
import { activate, activationSchema } from "../../activations/index.ts";
import { initializerSchema } from "../../initializers/index.ts";
import { add } from "../../ops/arithmetic.ts";
import { matMul } from "../../ops/matMul.ts";
import { regularizerSchema } from "../../regularizers/index.ts";
import { featuresOf } from "../featuresOf.ts";
import { defineLayer, type Layer } from "../layer.ts";

const layer = defineLayer("dense", {
  config: z
    .object({
      units: z.number().int().positive(),
      activation: activationSchema.default("linear"),
      useBias: z.boolean().default(true),
      kernelInitializer: initializerSchema.default("glorotUniform"),
      biasInitializer: initializerSchema.default("zeros"),
      kernelRegularizer: regularizerSchema.optional(),
      biasRegularizer: regularizerSchema.optional(),
    })
    .strict(),
  weights: (
    [shape],
    { units, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer },
  ) => {
    const features = featuresOf(shape);
    const kernel = {
      shape: [features, units],
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
    };
    const bias = { shape: [units], initializer: biasInitializer, regularizer: biasRegularizer };
    return (useBias ? { kernel, bias } : { kernel }) as { kernel: typeof kernel; bias: typeof bias };
  },
  call: ([x], { kernel, bias }, { activation, useBias }) => {
    const product = matMul(x, kernel);
    return activate(useBias ? add(product, bias) : product, activation);
  },
});

type Options = Omit<Parameters<typeof layer>[0], "units">;

/** y = activation(x · kernel + bias) over the last axis. Shape: [batch, ..., features] → [batch, ..., units]. */
export const dense = (units: number, options: Options = {}): Layer => layer({ units, ...options });
