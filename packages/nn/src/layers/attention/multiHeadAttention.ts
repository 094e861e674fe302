import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { type Shape, showShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type Initializer, initializerSchema } from "../../initializers/index.ts";
import { type Regularizer, regularizerSchema } from "../../regularizers/index.ts";
import { defineLayer, type Layer, type WeightSpec } from "../layer.ts";
import { attendHeads, joinHeads, projectHeads } from "./heads.ts";
import { joinedMask } from "./masks.ts";

const weightNames = ["query", "key", "value", "output"] as const;
export type HeadWeight = `${(typeof weightNames)[number]}${"Kernel" | "Bias"}`;

const layer = defineLayer("multiHeadAttention", {
  config: z
    .object({
      numHeads: z.number().int().positive(),
      keyDim: z.number().int().positive(),
      /** Size of each head's values; keyDim unless told. */
      valueDim: z.number().int().positive().optional(),
      /** Share of the attention weights dropped while training. */
      dropout: z.number().min(0).lt(1).default(0),
      useBias: z.boolean().default(true),
      /** Features put out; the query's unless told. */
      outputShape: z.number().int().positive().optional(),
      /** A step sees none that are later. */
      useCausalMask: z.boolean().default(false),
      /** The weights [batch, heads, T, S] as second output. */
      returnAttentionScores: z.boolean().default(false),
      kernelInitializer: initializerSchema.default("glorotUniform"),
      biasInitializer: initializerSchema.default("zeros"),
      kernelRegularizer: regularizerSchema.optional(),
      biasRegularizer: regularizerSchema.optional(),
    })
    .strict(),
  weights: (shapes, config) => {
    const { keyDim, valueDim = keyDim, outputShape } = config;
    const [query = 0, value = query, key = value] = shapes.slice(0, 3).map(featuresOf);
    const sizes = { ...config, valueDim, out: outputShape ?? query };
    return headWeights({ query, key, value }, sizes) as Record<HeadWeight, WeightSpec>;
  },
  call: ([query, value = query, key = value, attentionMask], weights, config, { isTraining, mask }) => {
    const all = joinedMask({
      query,
      key,
      queryMask: mask(0),
      valueMask: mask(1),
      keyMask: mask(2),
      attentionMask,
      isCausal: config.useCausalMask,
    });
    const heads = projectHeads([
      { of: query, kernel: weights.queryKernel, bias: weights.queryBias },
      { of: key, kernel: weights.keyKernel, bias: weights.keyBias },
      { of: value, kernel: weights.valueKernel, bias: weights.valueBias },
    ]) as [Tensor, Tensor, Tensor];
    const { y, weights: scores } = attendHeads(heads, all, isTraining ? config.dropout : 0);
    const joined = joinHeads(y, weights.outputKernel, weights.outputBias);
    return config.returnAttentionScores ? [joined, scores] : joined;
  },
});

export function featuresOf(shape: Shape): number {
  const features = shape[2];
  if (shape.length !== 3 || typeof features !== "number")
    throw new LeptonError("NN_SHAPE_MISMATCH", {
      problem: "expected series [batch, time, features] with known features.",
      received: `inputs ${showShape(shape)}`,
      next: "Give query, value, key (equal ones may be left out), then a bool mask [batch, T, S].",
    });
  return features;
}

export interface HeadSizes {
  numHeads: number;
  keyDim: number;
  valueDim: number;
  out: number;
  useBias: boolean;
  kernelInitializer: Initializer;
  biasInitializer: Initializer;
  kernelRegularizer?: Regularizer | undefined;
  biasRegularizer?: Regularizer | undefined;
}
/** Weights in Keras' shapes and with the fans Keras counts for them: the axes before the last two multiply both. */
export function headWeights(
  { query, key, value }: { query: number; key: number; value: number },
  { numHeads, keyDim, valueDim, out, useBias, ...rest }: HeadSizes,
): Partial<Record<HeadWeight, WeightSpec>> {
  const kernel = ([first, second, third]: [number, number, number]): WeightSpec => ({
    shape: [first, second, third],
    initializer: rest.kernelInitializer,
    fans: { fanIn: first * second, fanOut: first * third },
    regularizer: rest.kernelRegularizer,
  });
  const bias = (...shape: number[]): WeightSpec => ({
    shape,
    initializer: rest.biasInitializer,
    regularizer: rest.biasRegularizer,
  });
  return {
    queryKernel: kernel([query, numHeads, keyDim]),
    ...(useBias ? { queryBias: bias(numHeads, keyDim) } : {}),
    keyKernel: kernel([key, numHeads, keyDim]),
    ...(useBias ? { keyBias: bias(numHeads, keyDim) } : {}),
    valueKernel: kernel([value, numHeads, valueDim]),
    ...(useBias ? { valueBias: bias(numHeads, valueDim) } : {}),
    outputKernel: kernel([numHeads, valueDim, out]),
    ...(useBias ? { outputBias: bias(out) } : {}),
  };
}

type Options = Omit<Parameters<typeof layer>[0], "numHeads" | "keyDim">;

/**
 * softmax(q·kᵀ / √keyDim) · v in `numHeads` subspaces, joined by a product: called with query, value,
 * key and a bool mask [batch, T, S] of the pairs that may meet; value is the query and key the value unless given.
 * Shape: query [batch, T, features], value and key [batch, S, ...] → [batch, T, outputShape]. Padding masks of the
 * inputs are heeded. Weights as in Keras: query, key, value kernels [features, heads, size], output kernel
 * [heads, size, features]. Source: Vaswani et al. 2017, arXiv:1706.03762. Errors: NN_SHAPE_MISMATCH.
 */
export const multiHeadAttention = (numHeads: number, keyDim: number, options: Options = {}): Layer =>
  layer({ numHeads, keyDim, ...options });
