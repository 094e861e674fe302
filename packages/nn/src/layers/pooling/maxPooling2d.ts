import { maxPool } from "../../ops/maxPool.ts";
import { defineLayer, type Layer } from "../layer.ts";
import { pool, poolingOptions } from "./options.ts";

const layer = defineLayer("maxPooling2d", {
  config: poolingOptions(2),
  call: ([x], _, config, { isTraining }) =>
    pool(x, config, (image, geometry) => maxPool(image, geometry, { isTraining })),
});
type Config = Parameters<typeof layer>[0];

/**
 * Largest value of each window. Shape: [batch, height, width, channels] → ⌊(n + pads − size) / stride⌋ + 1 positions per axis.
 * `strides` default to `poolSize`; smaller ones make windows overlap. Gradient: to where the largest stood, the first on a tie.
 */
export const maxPooling2d = (
  poolSize: Config["poolSize"] = 2,
  options: Omit<Config, "poolSize"> = {},
): Layer => layer({ poolSize, ...options });
