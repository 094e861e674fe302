import { z } from "zod";
import { type Activation, activate } from "../../activations/index.ts";
import type { Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Initializer } from "../../initializers/index.ts";
import { add } from "../../ops/arithmetic.ts";
import { convTranspose } from "../../ops/convTranspose.ts";
import { extent } from "../../ops/geometry.ts";
import { reshape } from "../../ops/reshape.ts";
import { toChannelsFirst, toChannelsLast } from "../../ops/transpose.ts";
import type { Regularizer } from "../../regularizers/index.ts";
import type { WeightSpec } from "../layer.ts";
import { windowInput } from "../window.ts";
import { biasWeight } from "./convolution.ts";
import { kernelOptions, paddings, product, windowOptions } from "./options.ts";

/** `outputPadding` is as large as the strides at most less one; Keras' rule of the sizes needs none. */
export const transposedOptions = (axes: number) =>
  z
    .object({
      ...kernelOptions,
      ...windowOptions(axes),
      padding: paddings.default("valid"),
      outputPadding: z
        .union([z.number().int().min(0), z.array(z.number().int().min(0)).length(axes)])
        .transform((given) => (typeof given === "number" ? Array.from({ length: axes }, () => given) : given))
        .optional(),
    })
    .strict()
    .refine(
      ({ outputPadding, strides }) => outputPadding?.every((p, i) => p < (strides[i] as number)) ?? true,
      { message: "outputPadding must be smaller than the strides", path: ["outputPadding"] },
    );

interface Config {
  readonly filters: number;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
  readonly padding: "valid" | "same";
  readonly outputPadding?: readonly number[] | undefined;
  readonly activation: Activation;
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly kernelRegularizer?: Regularizer | undefined;
  readonly biasInitializer: Initializer;
  readonly biasRegularizer?: Regularizer | undefined;
}

/** The kernel [channels, filters, …kernel]: Keras' [h, w, filters, channels] with the axes [3, 2, 0, 1]. */
export function transposedWeights(shape: Shape | undefined, config: Config) {
  const { filters, kernelSize, useBias } = config;
  const { channels } = windowInput(shape, kernelSize.length);
  const cells = product(kernelSize);
  const kernel: WeightSpec = {
    shape: [channels, filters, ...kernelSize],
    initializer: config.kernelInitializer,
    // As Keras counts them, which reads the kernel's last two axes whatever they stand for.
    fans: { fanIn: filters * cells, fanOut: channels * cells, isOutputFirst: true },
    regularizer: config.kernelRegularizer,
  };
  return { kernel, ...(useBias ? { bias: biasWeight(filters, config) } : {}) } as {
    kernel: WeightSpec;
    bias: WeightSpec;
  };
}

/**
 * Size of the result along an axis; k is the dilated kernel. Without `outputPadding`: n·s ("same") or
 * n·s + max(k − s, 0) ("valid"); with it: (n − 1)·s + k − 2p + outputPadding, p = ⌊k / 2⌋ ("same") or 0.
 * Source: Keras' `compute_conv_transpose_output_length`.
 */
export function transposedSize(
  n: number,
  k: number,
  s: number,
  padding: "valid" | "same",
  outputPadding?: number,
): number {
  if (outputPadding === undefined) return n * s + (padding === "same" ? 0 : Math.max(k - s, 0));
  return (n - 1) * s + k - (padding === "same" ? 2 * Math.floor(k / 2) : 0) + outputPadding;
}

/** What the convolution that this one undoes would have padded: the odd cell behind. */
export function convolveTransposed(
  x: Tensor,
  kernel: Tensor,
  bias: Tensor | undefined,
  config: Pick<
    Config,
    "kernelSize" | "strides" | "dilationRate" | "padding" | "outputPadding" | "activation"
  >,
): Tensor {
  const { kernelSize, strides, dilationRate, padding, outputPadding, activation } = config;
  const { sizes } = windowInput(x.shape, kernelSize.length);
  const reach = kernelSize.map((k, i) => extent(k, dilationRate[i] as number));
  const outputSizes = sizes.map((n, i) =>
    transposedSize(n, reach[i] as number, strides[i] as number, padding, outputPadding?.[i]),
  );
  const cut = sizes.map((n, i) =>
    Math.max(0, (n - 1) * (strides[i] as number) + (reach[i] as number) - (outputSizes[i] as number)),
  );
  const before = cut.map((cells) => Math.floor(cells / 2));
  const pads = [...before, ...cut.map((cells, i) => cells - (before[i] as number))];
  const geometry = { kernel: kernelSize, strides, dilations: dilationRate, pads, groups: 1 };
  const y = convTranspose(toChannelsFirst(x), kernel, { ...geometry, outputSizes });
  const shifted = bias ? add(y, reshape(bias, [bias.shape[0] as number, ...sizes.map(() => 1)])) : y;
  return activate(toChannelsLast(shifted), activation);
}
