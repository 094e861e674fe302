import { z } from "zod";
import type { Dim } from "../../graph/shape.ts";
import { reshape as reshaped } from "../../ops/reshape.ts";
import { defineLayer, type Layer, type LayerOptions } from "../layer.ts";

const layer = defineLayer("reshape", {
  config: z.object({ targetShape: z.array(z.union([z.number().int().positive(), z.literal(-1)])) }).strict(),
  call: ([x], _, { targetShape }) => reshaped(x, [x.shape[0] as Dim, ...targetShape]),
  mask: () => undefined,
});

/**
 * The same elements under another shape, the batch aside: `reshape([7, 7, 16])`; one size may be −1, what is left.
 * Errors: NN_SHAPE_MISMATCH when the numbers of elements differ.
 */
export const reshape = (targetShape: readonly number[], options: LayerOptions = {}): Layer =>
  layer({ targetShape: [...targetShape], ...options });
