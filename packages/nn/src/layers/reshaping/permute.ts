import { z } from "zod";
import { transpose } from "../../ops/transpose.ts";
import { defineLayer, type Layer, type LayerOptions } from "../layer.ts";

const layer = defineLayer("permute", {
  config: z.object({ dims: z.array(z.number().int().positive()) }).strict(),
  call: ([x], _, { dims }) => transpose(x, [0, ...dims]),
  mask: () => undefined,
});

/**
 * Axes in another order, the batch aside; as in Keras they count from 1: `permute([2, 1])` makes [batch, b, a] of
 * [batch, a, b]. Errors: NN_SHAPE_MISMATCH when `dims` is no permutation of the axes.
 */
export const permute = (dims: readonly number[], options: LayerOptions = {}): Layer =>
  layer({ dims: [...dims], ...options });
