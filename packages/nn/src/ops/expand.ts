import { defineOp, int64Constant, one } from "../graph/op.ts";
import { broadcast, sameShape, staticShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { sumLike } from "./reduce.ts";
import { shapeOf } from "./shapeOf.ts";
import { permutationOf, transpose } from "./transpose.ts";

const op = defineOp<{ shape: Tensor["shape"] }>("expand", {
  infer: ([x], { shape }) => [
    { dtype: (x as Tensor).dtype, shape: broadcast((x as Tensor).shape, shape, "expand") },
  ],
  emit: (to, names) => to.node("Expand", names),
  gradient: ({ inputs: [x] }, [dy]) => [dy && sumLike(dy, x as Tensor)],
});

/** x repeated to the shape of `like`, whose sizes may be known only when the graph runs. dx = dy summed back. */
export function expandLike(x: Tensor, like: Tensor): Tensor {
  if (sameShape(x.shape, like.shape)) return x;
  const order = x.shape.length === 0 ? permutationOf(like) : undefined;
  if (order) return transpose(expandLike(x, order.of), order.axes);
  const known = staticShape(like.shape);
  return one(op.apply([x, known ? int64Constant(known) : shapeOf(like)], { shape: like.shape }));
}
