import { defineOp, int64Constant, one } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";

const op = defineOp<{ axes: readonly number[] }>("reverse", {
  infer: ([x]) => [x as Tensor],
  emit: (to, names) => to.node("Slice", names),
  gradient: ({ attributes: { axes } }, [dy]) => [dy && reverse(dy, axes)],
});

/** x backwards along these axes (counted from the front). dx = dy backwards. */
export function reverse(x: Tensor, axes: readonly number[]): Tensor {
  const last = int64Constant(axes.map(() => -1));
  // An end below −size means "through the first element".
  const end = int64Constant(axes.map(() => -(2 ** 31)));
  return one(op.apply([x, last, end, int64Constant(axes), last], { axes }));
}
