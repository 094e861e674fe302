import { z } from "zod";
import { activate } from "../../activations/index.ts";
import { defineLayer, type Layer, type WeightSpec } from "../layer.ts";
import { biasWeight } from "./convolution.ts";
import { convolveDepthwise, depthwiseKernel, depthwiseOptions } from "./depthwise.ts";
import { paddings, windowOptions } from "./options.ts";

const layer = defineLayer("depthwiseConv2d", {
  config: z.object({ ...windowOptions(2), ...depthwiseOptions, padding: paddings.default("valid") }).strict(),
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
 * channel c. Shape: [batch, height, width, channels] → [batch, height', width', channels · multiplier], sizes as conv2d's.
 * `padding`: "valid" or "same". Weights: kernel [channels · multiplier, 1, h, w], Keras' [h, w, channels, multiplier] with the last
 * two axes joined and brought to the front; bias [channels · multiplier]. Errors: NN_SHAPE_MISMATCH.
 */
export const depthwiseConv2d = (
  kernelSize: Config["kernelSize"],
  options: Omit<Config, "kernelSize"> = {},
): Layer => layer({ kernelSize, ...options });
