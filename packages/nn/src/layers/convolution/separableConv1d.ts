import { z } from "zod";
import { defineLayer, type Layer } from "../layer.ts";
import { seriesPaddings } from "./options.ts";
import { convolveSeparable, separableOptions, separableWeights } from "./separable.ts";

const layer = defineLayer("separableConv1d", {
  config: z.object({ ...separableOptions(1), padding: seriesPaddings.default("valid") }).strict(),
  weights: ([shape], config) => separableWeights(shape, config),
  call: ([x], weights, config) => convolveSeparable(x, weights, config),
});
type Config = Parameters<typeof layer>[0];

/**
 * A depthwise convolution, then one over single positions that mixes the channels: activation(pointwise(depthwise(x)) +
 * bias). Shape: [batch, time, channels] → [batch, time', filters], sizes as conv1d's.
 * Weights: depthwiseKernel as depthwiseConv1d's, pointwiseKernel [filters, channels · multiplier, 1], Keras' with
 * axes [2, 1, 0]; bias [filters]. Errors: NN_SHAPE_MISMATCH. Source: Chollet 2017, arXiv:1610.02357.
 */
export const separableConv1d = (
  filters: number,
  kernelSize: Config["kernelSize"],
  options: Omit<Config, "filters" | "kernelSize"> = {},
): Layer => layer({ filters, kernelSize, ...options });
