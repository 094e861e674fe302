import { mismatch, sameShape, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { concat } from "./concat.ts";
import { expandDims } from "./reshape.ts";

/**
 * Values of equal shape along a new axis. Shape: n times [...] → [..., n, ...], n at `axis`. dxᵢ = its slice of dy.
 * Errors: NN_SHAPE_MISMATCH, NN_AXIS_INVALID.
 */
export function stack(inputs: readonly Tensor[], axis = 0): Tensor {
  const [first] = inputs;
  if (!first || inputs.some((t) => !sameShape(t.shape, first.shape)))
    throw mismatch(
      "stack",
      inputs.map((t) => showShape(t.shape)).join(", ") || "nothing",
      "Give at least one value, all of one shape.",
    );
  return concat(
    inputs.map((t) => expandDims(t, axis)),
    axis < 0 ? axis + first.shape.length + 1 : axis,
  );
}
