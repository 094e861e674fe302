import { mul } from "../../ops/arithmetic.ts";
import type { Layer, LayerOptions } from "../layer.ts";
import { merging } from "./merge.ts";

const layer = merging("multiply", (inputs) => inputs.reduce(mul));

/** a · b · …, element by element: `multiply()(a, b)`. Shapes equal, or 1 where they differ. Errors: NN_SHAPE_MISMATCH, NN_INPUT_COUNT. */
export const multiply = (options: LayerOptions = {}): Layer => layer(options);
