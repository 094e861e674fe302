import { z } from "zod";
import { type Activation, activate } from "../../activations/index.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type Initializer, initializerSchema } from "../../initializers/index.ts";
import type { Padding } from "../../ops/geometry.ts";
import { type Regularizer, regularizerSchema } from "../../regularizers/index.ts";
import type { WeightSpec } from "../layer.ts";
import { biasWeight, convolve } from "./convolution.ts";
import { convolveDepthwise, depthwiseKernel, depthwiseOptions } from "./depthwise.ts";
import { windowOptions } from "./options.ts";

/** A filter per channel, then a product that mixes the channels. */
export const separableOptions = (axes: number) => ({
  filters: z.number().int().positive(),
  ...windowOptions(axes),
  ...depthwiseOptions,
  pointwiseInitializer: initializerSchema.default("glorotUniform"),
  pointwiseRegularizer: regularizerSchema.optional(),
});

interface Config {
  readonly filters: number;
  readonly kernelSize: readonly number[];
  readonly depthMultiplier: number;
  readonly depthwiseInitializer: Initializer;
  readonly depthwiseRegularizer?: Regularizer | undefined;
  readonly pointwiseInitializer: Initializer;
  readonly pointwiseRegularizer?: Regularizer | undefined;
  readonly useBias: boolean;
  readonly biasInitializer: Initializer;
  readonly biasRegularizer?: Regularizer | undefined;
}

/** Both kernels as convolutions store them: [channels · multiplier, 1, …kernel] and [filters, channels · multiplier, 1…]. */
export function separableWeights(shape: Shape | undefined, config: Config) {
  const { filters: wide, ...depthwise } = depthwiseKernel(shape, config);
  const pointwise: WeightSpec = {
    shape: [config.filters, wide, ...config.kernelSize.map(() => 1)],
    initializer: config.pointwiseInitializer,
    fans: { fanIn: wide, fanOut: config.filters, isOutputFirst: true },
    regularizer: config.pointwiseRegularizer,
  };
  const bias = config.useBias ? { bias: biasWeight(config.filters, config) } : {};
  return { depthwiseKernel: depthwise, pointwiseKernel: pointwise, ...bias } as Record<
    "depthwiseKernel" | "pointwiseKernel" | "bias",
    WeightSpec
  >;
}

/** activation(pointwise(depthwise(x)) + bias). */
export function convolveSeparable(
  x: Tensor,
  weights: Record<"depthwiseKernel" | "pointwiseKernel" | "bias", Tensor>,
  config: {
    readonly kernelSize: readonly number[];
    readonly strides: readonly number[];
    readonly dilationRate: readonly number[];
    readonly padding: Padding;
    readonly activation: Activation;
  },
): Tensor {
  const ones = config.kernelSize.map(() => 1);
  const apart = convolveDepthwise(x, weights.depthwiseKernel, undefined, config);
  const single = { kernelSize: ones, strides: ones, dilationRate: ones, groups: 1 };
  const mixed = convolve(apart, weights.pointwiseKernel, weights.bias, {
    ...single,
    padding: "valid",
    activation: "linear",
  });
  return activate(mixed, config.activation);
}
