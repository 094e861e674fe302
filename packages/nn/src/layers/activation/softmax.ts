import { z } from "zod";
import { softmax as normalised } from "../../ops/softmax.ts";
import { defineLayer, type Layer } from "../layer.ts";

const layer = defineLayer("softmax", {
  config: z.object({ axis: z.number().int().default(-1) }).strict(),
  call: ([x], _, { axis }) => normalised(x, axis),
});

/** yᵢ = eˣⁱ / Σ eˣʲ along an axis, the last unless told. Shape: [...] → the same. Errors: NN_AXIS_INVALID. */
export const softmax = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
