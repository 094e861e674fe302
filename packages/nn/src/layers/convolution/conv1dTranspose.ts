import { defineLayer, type Layer } from "../layer.ts";
import { convolveTransposed, transposedOptions, transposedWeights } from "./transposed.ts";

const layer = defineLayer("conv1dTranspose", {
  config: transposedOptions(1),
  weights: ([shape], config) => transposedWeights(shape, config),
  call: ([x], { kernel, bias }, config) => convolveTransposed(x, kernel, bias, config),
});
type Config = Parameters<typeof layer>[0];

/**
 * The adjoint of conv1d, which makes pictures larger: every input cell adds the kernel, scaled by it, to the output.
 * Shape: [batch, time, channels] → [batch, time', filters]; per axis n·s for "same", n·s + max(k − s, 0) for "valid",
 * (n − 1)·s + k − 2·⌊k / 2⌋ or 0 + `outputPadding` where that is given.
 * Weights: kernel [channels, filters, k], Keras' [k, filters, channels] with axes [2, 1, 0]; bias [filters].
 * Errors: NN_SHAPE_MISMATCH.
 */
export const conv1dTranspose = (
  filters: number,
  kernelSize: Config["kernelSize"],
  options: Omit<Config, "filters" | "kernelSize"> = {},
): Layer => layer({ filters, kernelSize, ...options });
