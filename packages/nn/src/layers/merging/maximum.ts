import { maximum as of } from "../../ops/arithmetic.ts";
import type { Layer, LayerOptions } from "../layer.ts";
import { merging } from "./merge.ts";

const layer = merging("maximum", (inputs) => inputs.reduce(of));

/**
 * The larger of the values, element by element; it takes the gradient, on a tie the first does: `maximum()(a, b)`.
 * Shapes equal, or 1 where they differ. Errors: NN_SHAPE_MISMATCH, NN_INPUT_COUNT.
 */
export const maximum = (options: LayerOptions = {}): Layer => layer(options);
