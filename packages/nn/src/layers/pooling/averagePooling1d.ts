import { averagePool } from "../../ops/averagePool.ts";
import { defineLayer, type Layer } from "../layer.ts";
import { pool, poolingOptions } from "./options.ts";

const layer = defineLayer("averagePooling1d", {
  config: poolingOptions(1),
  call: ([x], _, config) => pool(x, config, averagePool),
});
type Config = Parameters<typeof layer>[0];

/**
 * Mean of each window; cells of the padding do not count. Shape: [batch, time, channels] → ⌊(n + pads − size) / stride⌋ + 1 positions per axis.
 * `strides` default to `poolSize`; smaller ones make windows overlap. Gradient: an equal share to every cell.
 */
export const averagePooling1d = (
  poolSize: Config["poolSize"] = 2,
  options: Omit<Config, "poolSize"> = {},
): Layer => layer({ poolSize, ...options });
