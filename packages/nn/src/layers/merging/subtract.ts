import { sub } from "../../ops/arithmetic.ts";
import type { Layer, LayerOptions } from "../layer.ts";
import { merging } from "./merge.ts";

const layer = merging("subtract", ([a, b]) => sub(a, b as typeof a), 2);

/** a − b: `subtract()(a, b)`. Shapes equal, or 1 where they differ. Errors: NN_SHAPE_MISMATCH, NN_INPUT_COUNT. */
export const subtract = (options: LayerOptions = {}): Layer => layer(options);
