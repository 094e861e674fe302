import { sameShape } from "../../graph/shape.ts";
import { addN } from "../../ops/addN.ts";
import { add as plus } from "../../ops/arithmetic.ts";
import type { Layer, LayerOptions } from "../layer.ts";
import { merging } from "./merge.ts";

const layer = merging("add", (inputs) =>
  inputs.every((t) => sameShape(t.shape, inputs[0].shape)) ? addN(inputs) : inputs.reduce(plus),
);

/** a + b + …: `add()(a, b)`. Shapes equal, or 1 where they differ. Errors: NN_SHAPE_MISMATCH, NN_INPUT_COUNT. */
export const add = (options: LayerOptions = {}): Layer => layer(options);
