import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { activate, activationSchema } from "../../activations/index.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { initializerSchema } from "../../initializers/index.ts";
import { add } from "../../ops/arithmetic.ts";
import { layerNorm } from "../../ops/layerNorm.ts";
import { matMul } from "../../ops/matMul.ts";
import { dropout as drop } from "../../ops/random.ts";
import { defineLayer, type Layer, type WeightSpec } from "../layer.ts";
import { attendHeads, joinHeads, projectHeads } from "./heads.ts";
import { joinedMask } from "./masks.ts";
import { featuresOf, type HeadWeight, headWeights } from "./multiHeadAttention.ts";

type Name =
  | HeadWeight
  | "innerKernel"
  | "innerBias"
  | "outerKernel"
  | "outerBias"
  | "attentionGamma"
  | "attentionBeta"
  | "gamma"
  | "beta";

const layer = defineLayer("transformerEncoder", {
  config: z
    .object({
      /** Heads of the attention; they share the features evenly. */
      heads: z.number().int().positive(),
      /** Width of the layer between the two dense ones. */
      units: z.number().int().positive(),
      dropout: z.number().min(0).lt(1).default(0),
      activation: activationSchema.default("relu"),
      /** Normalises before attention and dense layers, not after: steadier when deep. */
      normalizeFirst: z.boolean().default(false),
      epsilon: z.number().positive().default(1e-5),
      useCausalMask: z.boolean().default(false),
      kernelInitializer: initializerSchema.default("glorotUniform"),
      biasInitializer: initializerSchema.default("zeros"),
    })
    .strict(),
  weights: ([shape = []], { heads, units, kernelInitializer, biasInitializer }) => {
    const features = featuresOf(shape);
    if (features % heads !== 0)
      throw new LeptonError("NN_SHAPE_MISMATCH", {
        problem: `${heads} heads cannot share ${features} features evenly.`,
        received: `heads ${heads}, features ${features}`,
        next: "Choose a number of heads that divides the features.",
      });
    const each = features / heads;
    const sizes = { numHeads: heads, keyDim: each, valueDim: each, out: features, useBias: true };
    const spec = (shape: number[], initializer: WeightSpec["initializer"]): WeightSpec => ({
      shape,
      initializer,
    });
    return {
      ...headWeights(
        { query: features, key: features, value: features },
        { ...sizes, kernelInitializer, biasInitializer },
      ),
      attentionGamma: spec([features], "ones"),
      attentionBeta: spec([features], "zeros"),
      innerKernel: spec([features, units], kernelInitializer),
      innerBias: spec([units], biasInitializer),
      outerKernel: spec([units, features], kernelInitializer),
      outerBias: spec([features], biasInitializer),
      gamma: spec([features], "ones"),
      beta: spec([features], "zeros"),
    } as Record<Name, WeightSpec>;
  },
  call: ([x, attentionMask], w, { dropout, activation, normalizeFirst, epsilon, useCausalMask }, context) => {
    const rate = context.isTraining ? dropout : 0;
    const norm = (t: Tensor) => layerNorm(t, w.attentionGamma, w.attentionBeta, epsilon);
    const lastNorm = (t: Tensor) => layerNorm(t, w.gamma, w.beta, epsilon);
    const padding = context.mask(0);
    const attend = (t: Tensor) => {
      const heads = projectHeads([
        { of: t, kernel: w.queryKernel, bias: w.queryBias },
        { of: t, kernel: w.keyKernel, bias: w.keyBias },
        { of: t, kernel: w.valueKernel, bias: w.valueBias },
      ]) as [Tensor, Tensor, Tensor];
      const mask = joinedMask({
        query: t,
        key: t,
        valueMask: padding,
        attentionMask,
        isCausal: useCausalMask,
      });
      return drop(joinHeads(attendHeads(heads, mask, rate).y, w.outputKernel, w.outputBias), rate);
    };
    const feed = (t: Tensor) => {
      const inner = activate(add(matMul(t, w.innerKernel), w.innerBias), activation);
      return drop(add(matMul(drop(inner, rate), w.outerKernel), w.outerBias), rate);
    };
    if (normalizeFirst) {
      const h = add(x, attend(norm(x)));
      return add(h, feed(lastNorm(h)));
    }
    const h = norm(add(x, attend(x)));
    return lastNorm(add(h, feed(h)));
  },
});

/**
 * One block of a Transformer's encoder: h = norm(x + attention(x)), y = norm(h + W₂·f(W₁·h)), with dropout where Vaswani
 * et al. and PyTorch's TransformerEncoderLayer have it. Shape: [batch, time, features] → the same; a bool mask
 * [batch, T, T] may follow. Padding masks of the input are heeded as keys and go on.
 * Source: arXiv:1706.03762; normalising first: Xiong et al. 2020, arXiv:2002.04745. Errors: NN_SHAPE_MISMATCH.
 */
export const transformerEncoder = (options: Parameters<typeof layer>[0]): Layer => layer(options);
