import { int } from "../graph/attribute.ts";
import { defineOp, one } from "../graph/op.ts";
import { axisOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";

const op = defineOp<{ axis: number; keepDims: boolean }>("argMax", {
  infer: ([x], { axis, keepDims }) => {
    const { shape } = x as Tensor;
    return [
      {
        dtype: "int64",
        shape: [...shape.slice(0, axis), ...(keepDims ? [1] : []), ...shape.slice(axis + 1)],
      },
    ];
  },
  emit: (to, names, { axis, keepDims }) =>
    to.node("ArgMax", names, { attributes: { axis: int(axis), keepdims: int(keepDims ? 1 : 0) } }),
  gradient: "none",
});

/**
 * Where x is largest along an axis, the first on a tie. Shape: without that axis, or with size 1 when `keepDims`;
 * int64. No derivative. Errors: NN_AXIS_INVALID.
 */
export const argMax = (x: Tensor, axis = -1, keepDims = false): Tensor =>
  one(op.apply([x], { axis: axisOf(axis, x.shape.length, "argMax"), keepDims }));
