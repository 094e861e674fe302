import { reshape } from "../../ops/reshape.ts";
import { defineLayer, type Layer, type LayerOptions, noOptions } from "../layer.ts";

const layer = defineLayer("flatten", {
  config: noOptions,
  call: ([x]) => reshape(x, ["batch", -1]),
});

/** [batch, a, b, …] → [batch, a·b·…]. */
export const flatten = (options: LayerOptions = {}): Layer => layer(options);
