import { type Activation, activate } from "../../activations/index.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Initializer } from "../../initializers/index.ts";
import { conv } from "../../ops/conv.ts";
import { type Padding, padsOf } from "../../ops/geometry.ts";
import { toChannelsFirst, toChannelsLast } from "../../ops/transpose.ts";
import type { Regularizer } from "../../regularizers/index.ts";
import type { WeightSpec } from "../layer.ts";
import { windowInput } from "../window.ts";
import { checkGroups, product } from "./options.ts";

interface Config {
  readonly filters: number;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
  readonly padding: Padding;
  readonly groups: number;
  readonly activation: Activation;
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly kernelRegularizer?: Regularizer | undefined;
  readonly biasInitializer: Initializer;
  readonly biasRegularizer?: Regularizer | undefined;
}

/**
 * Weights of a convolution. The kernel is stored as ONNX Runtime computes with it: [filters, channels / groups, …kernel].
 * Keras' [h, w, channels / groups, filters] is it with the axes [3, 2, 0, 1] (1D: [2, 1, 0]).
 */
export function convolutionWeights(shape: Shape | undefined, config: Config) {
  const { filters, kernelSize, groups, useBias } = config;
  const { channels } = windowInput(shape, kernelSize.length);
  checkGroups(channels, filters, groups);
  const cells = product(kernelSize);
  const kernel: WeightSpec = {
    shape: [filters, channels / groups, ...kernelSize],
    initializer: config.kernelInitializer,
    fans: { fanIn: (channels / groups) * cells, fanOut: filters * cells, isOutputFirst: true },
    regularizer: config.kernelRegularizer,
  };
  return { kernel, ...(useBias ? { bias: biasWeight(filters, config) } : {}) } as {
    kernel: WeightSpec;
    bias: WeightSpec;
  };
}

export const biasWeight = (
  filters: number,
  { biasInitializer, biasRegularizer }: Pick<Config, "biasInitializer" | "biasRegularizer">,
): WeightSpec => ({ shape: [filters], initializer: biasInitializer, regularizer: biasRegularizer });

/** activation(conv(x) + bias): channels last for people, first for the kernels; transpositions between layers cancel. */
export function convolve(
  x: Tensor,
  kernel: Tensor,
  bias: Tensor | undefined,
  config: Omit<Config, "filters" | "useBias" | `${string}Initializer` | `${string}Regularizer`>,
): Tensor {
  const { kernelSize, strides, dilationRate, padding, groups, activation } = config;
  const { sizes } = windowInput(x.shape, kernelSize.length);
  const moves = { kernel: kernelSize, strides, dilations: dilationRate };
  const pads = padsOf(padding, sizes, moves);
  const y = conv(toChannelsFirst(x), kernel, { ...moves, pads, groups }, bias);
  return activate(toChannelsLast(y), activation);
}
