import { z } from "zod";
import { defineLayer, type Layer } from "../layer.ts";
import { convolutionWeights, convolve } from "./convolution.ts";
import { kernelOptions, paddings, windowOptions } from "./options.ts";

const layer = defineLayer("conv2d", {
  config: z
    .object({
      ...kernelOptions,
      ...windowOptions(2),
      padding: paddings.default("valid"),
      groups: z.number().int().positive().default(1),
    })
    .strict(),
  weights: ([shape], config) => convolutionWeights(shape, config),
  call: ([x], { kernel, bias }, config) => convolve(x, kernel, bias, config),
});

type Options = Omit<Parameters<typeof layer>[0], "filters" | "kernelSize">;

/**
 * y[i, j, f] = activation(Σ kernel[f, c, u, v] · x[s·i + d·u − pad, s·j + d·v − pad, c] + bias[f]).
 * Shape: [batch, height, width, channels] → [batch, ⌊(n + pads − d·(k − 1) − 1) / s⌋ + 1 twice, filters].
 * `kernelSize`, `strides`, `dilationRate`: a number, or one per axis. `padding`: "valid" (none), "same" (⌈n / s⌉).
 * `groups`: channels cut into groups that do not see each other.
 * Weights: kernel [filters, channels / groups, h, w], Keras' with axes [3, 2, 0, 1]; bias [filters].
 * Errors: NN_SHAPE_MISMATCH.
 */
export const conv2d = (
  filters: number,
  kernelSize: Parameters<typeof layer>[0]["kernelSize"],
  options: Options = {},
): Layer => layer({ filters, kernelSize, ...options });
