import { z } from "zod";
import { defineLayer, type Layer } from "../layer.ts";
import { paddings } from "./options.ts";
import { convolveSeparable, separableOptions, separableWeights } from "./separable.ts";

const layer = defineLayer("separableConv2d", {
  config: z.object({ ...separableOptions(2), padding: paddings.default("valid") }).strict(),
  weights: ([shape], config) => separableWeights(shape, config),
  call: ([x], weights, config) => convolveSeparable(x, weights, config),
});
type Config = Parameters<typeof layer>[0];

/**
 * A depthwise convolution, then one over single positions that mixes the channels: activation(pointwise(depthwise(x)) +
 * bias). Shape: [batch, height, width, channels] → [batch, height', width', filters], sizes as conv2d's.
 * Weights: depthwiseKernel as depthwiseConv2d's, pointwiseKernel [filters, channels · multiplier, 1, 1], Keras' with
 * axes [3, 2, 0, 1]; bias [filters]. Errors: NN_SHAPE_MISMATCH. Source: Chollet 2017, arXiv:1610.02357.
 */
export const separableConv2d = (
  filters: number,
  kernelSize: Config["kernelSize"],
  options: Omit<Config, "filters" | "kernelSize"> = {},
): Layer => layer({ filters, kernelSize, ...options });
