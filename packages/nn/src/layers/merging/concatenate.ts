import { z } from "zod";
import { constant } from "../../graph/op.ts";
import { axisOf, type Dim } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { cast } from "../../ops/cast.ts";
import { concat } from "../../ops/concat.ts";
import { expandLike } from "../../ops/expand.ts";
import { reshape } from "../../ops/reshape.ts";
import { slice } from "../../ops/slice.ts";
import { stopGradient } from "../../ops/stopGradient.ts";
import { type CallContext, defineLayer, type Layer } from "../layer.ts";
import { checkCount, commonMask } from "./merge.ts";

const layer = defineLayer("concatenate", {
  config: z.object({ axis: z.number().int().default(-1) }).strict(),
  call: (inputs, _, { axis }) => {
    checkCount(inputs, "concatenate");
    return concat(inputs, axis);
  },
  mask: (inputs, context, { axis }) =>
    axisOf(axis, inputs[0].shape.length, "concatenate") === 1 && inputs[0].shape.length === 3
      ? joinedMask(inputs, context)
      : commonMask(inputs, context),
});

/** Along time the masks stand behind one another; every step of an input without one is real. */
function joinedMask(inputs: readonly Tensor[], context: CallContext): Tensor | undefined {
  if (inputs.every((_, i) => context.mask(i) === undefined)) return undefined;
  return concat(
    inputs.map((x, i) => context.mask(i) ?? allSteps(x)),
    1,
  );
}

function allSteps(x: Tensor): Tensor {
  const steps = reshape(slice(stopGradient(x), 2, 0, 1), x.shape.slice(0, 2) as readonly Dim[], x);
  return cast(expandLike(constant(1), steps), "bool");
}

/**
 * The values one behind the other along an axis, the last unless told: `concatenate()(a, b)`.
 * Shape: sizes along the axis add up, the others must be equal. Errors: NN_SHAPE_MISMATCH, NN_INPUT_COUNT.
 */
export const concatenate = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
