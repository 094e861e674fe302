import { z } from "zod";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type Initializer, initializerSchema } from "../../initializers/index.ts";
import type { Padding } from "../../ops/geometry.ts";
import { type Regularizer, regularizerSchema } from "../../regularizers/index.ts";
import type { WeightSpec } from "../layer.ts";
import { windowInput } from "../window.ts";
import { convolve } from "./convolution.ts";
import { product } from "./options.ts";

/** Every channel has filters of its own, so many each. */
export const depthwiseOptions = {
  depthMultiplier: z.number().int().positive().default(1),
  depthwiseInitializer: initializerSchema.default("glorotUniform"),
  depthwiseRegularizer: regularizerSchema.optional(),
};

interface Config {
  readonly kernelSize: readonly number[];
  readonly depthMultiplier: number;
  readonly depthwiseInitializer: Initializer;
  readonly depthwiseRegularizer?: Regularizer | undefined;
}

/**
 * The kernel [channels · multiplier, 1, …kernel]; filter c·multiplier + m looks at channel c. Keras'
 * [h, w, channels, multiplier] with the last two axes joined and brought to the front. Fans as Keras counts them.
 */
export function depthwiseKernel(shape: Shape | undefined, config: Config): WeightSpec & { filters: number } {
  const { kernelSize, depthMultiplier, depthwiseInitializer, depthwiseRegularizer } = config;
  const { channels } = windowInput(shape, kernelSize.length);
  const cells = product(kernelSize);
  const filters = channels * depthMultiplier;
  return {
    filters,
    shape: [filters, 1, ...kernelSize],
    initializer: depthwiseInitializer,
    fans: { fanIn: channels * cells, fanOut: depthMultiplier * cells, isOutputFirst: true },
    regularizer: depthwiseRegularizer,
  };
}

interface Moves {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
  readonly padding: Padding;
}

/** Each channel convolved by itself. */
export const convolveDepthwise = (
  x: Tensor,
  kernel: Tensor,
  bias: Tensor | undefined,
  { kernelSize, strides, dilationRate, padding }: Moves,
): Tensor => {
  const groups = x.shape.at(-1) as number;
  return convolve(x, kernel, bias, {
    kernelSize,
    strides,
    dilationRate,
    padding,
    groups,
    activation: "linear",
  });
};
