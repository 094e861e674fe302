import { z } from "zod";
import { axisOf } from "../../graph/shape.ts";
import { l2Normalize } from "../../ops/l2Normalize.ts";
import { defineLayer, type Layer } from "../layer.ts";

const layer = defineLayer("unitNormalization", {
  config: z.object({ axis: z.number().int().default(-1) }).strict(),
  call: ([x], _, { axis }) => l2Normalize(x, axisOf(axis, x.shape.length, "unitNormalization")),
});

/** y = x / √max(Σ x², 1e-12) along an axis: rows of length 1. Shape: [...] → the same. Errors: NN_AXIS_INVALID. */
export const unitNormalization = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
