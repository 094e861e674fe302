import { sameShape } from "../../graph/shape.ts";
import { addN } from "../../ops/addN.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import type { Layer, LayerOptions } from "../layer.ts";
import { merging } from "./merge.ts";

const layer = merging("average", (inputs) => {
  const isEqual = inputs.every((t) => sameShape(t.shape, inputs[0].shape));
  return mul(isEqual ? addN(inputs) : inputs.reduce(add), 1 / inputs.length);
});

/** Mean of the values: `average()(a, b)`. Shapes equal, or 1 where they differ. Errors: NN_SHAPE_MISMATCH, NN_INPUT_COUNT. */
export const average = (options: LayerOptions = {}): Layer => layer(options);
