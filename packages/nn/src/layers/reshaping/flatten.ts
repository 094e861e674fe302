import type { Dim } from "../../graph/shape.ts";
import { reshape } from "../../ops/reshape.ts";
import { defineLayer, type Layer, type LayerOptions, noOptions } from "../layer.ts";

const layer = defineLayer("flatten", {
  config: noOptions,
  call: ([x]) => reshape(x, [x.shape[0] as Dim, -1]),
  mask: () => undefined,
});

/** [batch, a, b, …] → [batch, a·b·…], the last axis the fastest. */
export const flatten = (options: LayerOptions = {}): Layer => layer(options);
