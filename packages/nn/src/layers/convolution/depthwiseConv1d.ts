import { z } from "zod";
import { activate } from "../../activations/index.ts";
import { defineLayer, type Layer, type WeightSpec } from "../layer.ts";
import { biasWeight } from "./convolution.ts";
import { convolveDepthwise, depthwiseKernel, depthwiseOptions } from "./depthwise.ts";
import { seriesPaddings, windowOptions } from "./options.ts";

const layer = defineLayer("depthwiseConv1d", {
  config: z
    .object({ ...windowOptions(1), ...depthwiseOptions, padding: seriesPaddings.default("valid") })
    .strict(),
  weights: ([shape], config) => {
    const { filters, ...kernel } = depthwiseKernel(shape, config);
    const bias = config.useBias ? { bias: biasWeight(filters, config) } : {};
    return { kernel, ...bias } as { kernel: WeightSpec; bias: WeightSpec };
  },
  call: ([x], { kernel, bias }, config) =>
    activate(convolveDepthwise(x, kernel, bias, config), config.activation),
});
type Config = Parameters<typeof layer>[0];

/**
 * A convolution in which every channel has `depthMultiplier` filters of its own; output channel c·multiplier + m sees
 * channel c. Shape: [batch, time, channels] → [batch, time', channels · multiplier], sizes as conv1d's.
 * `padding`: "valid", "same" or "causal". Weights: kernel [channels · multiplier, 1, k], Keras' [k, channels, multiplier] with the last
 * two axes joined and brought to the front; bias [channels · multiplier]. Errors: NN_SHAPE_MISMATCH.
 */
export const depthwiseConv1d = (
  kernelSize: Config["kernelSize"],
  options: Omit<Config, "kernelSize"> = {},
): Layer => layer({ kernelSize, ...options });
