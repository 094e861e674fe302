import { defineOp, int64Constant, one } from "../graph/op.ts";
import { axisOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";

const op = defineOp<{ axes: readonly number[] }>("reverse", {
  infer: ([x]) => [x as Tensor],
  emit: (to, names) => to.node("Slice", names),
  gradient: ({ attributes: { axes } }, [dy]) => [dy && reverse(dy, axes)],
});

/** x backwards along these axes. dx = dy backwards. Errors: NN_AXIS_INVALID. */
export function reverse(x: Tensor, along: readonly number[]): Tensor {
  const axes = along.map((axis) => axisOf(axis, x.shape.length, "reverse"));
  if (axes.length === 0) return x;
  const last = int64Constant(axes.map(() => -1));
  // An end below −size means "through the first element".
  const end = int64Constant(axes.map(() => -(2 ** 31)));
  return one(op.apply([x, last, end, int64Constant(axes), last], { axes }));
}
