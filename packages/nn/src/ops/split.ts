import { int } from "../graph/attribute.ts";
import { constant, defineOp, int64Constant } from "../graph/op.ts";
import { axisOf, mismatch, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { concat } from "./concat.ts";
import { expandLike } from "./expand.ts";

const op = defineOp<{ axis: number; sizes: readonly number[] }>("split", {
  infer: ([x], { axis, sizes }) =>
    sizes.map((size) => ({
      dtype: (x as Tensor).dtype,
      shape: (x as Tensor).shape.map((dim, i) => (i === axis ? size : dim)),
    })),
  emit: (to, names, { axis, sizes }) =>
    to.node("Split", names, { attributes: { axis: int(axis) }, outputs: sizes.length }),
  gradient: ({ outputs, attributes: { axis } }, dy) => [
    concat(
      outputs.map((y, i) => dy[i] ?? expandLike(constant(0), y)),
      axis,
    ),
  ],
});

/** x cut along an axis into parts of these sizes. dx = the parts' gradients in a row. Errors: NN_SHAPE_MISMATCH. */
export function split(x: Tensor, axis: number, sizes: readonly number[]): readonly Tensor[] {
  const at = axisOf(axis, x.shape.length, "split");
  if (sizes.length === 1 && sizes[0] === x.shape[at]) return [x];
  if (sizes.reduce((a, b) => a + b, 0) !== x.shape[at])
    throw mismatch(
      "split",
      `sizes ${sizes.join(", ")} of axis ${at} of ${showShape(x.shape)}`,
      "Give sizes that add up.",
    );
  return op.apply([x, int64Constant(sizes)], { axis: at, sizes });
}
