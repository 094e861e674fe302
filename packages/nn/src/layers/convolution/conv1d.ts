import { z } from "zod";
import { defineLayer, type Layer } from "../layer.ts";
import { convolutionWeights, convolve } from "./convolution.ts";
import { kernelOptions, seriesPaddings, windowOptions } from "./options.ts";

const layer = defineLayer("conv1d", {
  config: z
    .object({
      ...kernelOptions,
      ...windowOptions(1),
      padding: seriesPaddings.default("valid"),
      groups: z.number().int().positive().default(1),
    })
    .strict(),
  weights: ([shape], config) => convolutionWeights(shape, config),
  call: ([x], { kernel, bias }, config) => convolve(x, kernel, bias, config),
});
type Config = Parameters<typeof layer>[0];

/**
 * y[t, f] = activation(Σ kernel[f, c, u] · x[s·t + d·u − pad, c] + bias[f]).
 * Shape: [batch, time, channels] → [batch, ⌊(n + pads − d·(k − 1) − 1) / s⌋ + 1, filters].
 * `padding`: "valid" (none), "same" (⌈n / s⌉ steps), "causal" (in front only: no output sees a later step).
 * Weights: kernel [filters, channels / groups, k], Keras' with axes [2, 1, 0]; bias [filters].
 * Errors: NN_SHAPE_MISMATCH.
 */
export const conv1d = (
  filters: number,
  kernelSize: Config["kernelSize"],
  options: Omit<Config, "filters" | "kernelSize"> = {},
): Layer => layer({ filters, kernelSize, ...options });
