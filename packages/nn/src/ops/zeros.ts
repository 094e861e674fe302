import { float32 } from "../array/ndArray.ts";
import { constant, defineOp, int64Constant, one } from "../graph/op.ts";
import { mismatch, type Shape, showShape, staticShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { concat } from "./concat.ts";
import { shapeOf } from "./shapeOf.ts";
import { slice } from "./slice.ts";

const op = defineOp<{ shape: Shape }>("zeros", {
  infer: (_, { shape }) => [{ dtype: "float32", shape }],
  emit: (to, names) => to.node("ConstantOfShape", names),
  gradient: () => [],
});

/** Zeros, float32, of a shape whose named sizes `like` has. Errors: NN_SHAPE_MISMATCH when it has not. */
export function zeros(shape: Shape, like: Tensor): Tensor {
  const known = staticShape(shape);
  if (known) return constant(float32(new Float32Array(known.reduce((a, b) => a * b, 1)), known));
  const sizes = shape.map((dim) => {
    if (typeof dim === "number") return int64Constant([dim]);
    const at = like.shape.indexOf(dim);
    if (at < 0)
      throw mismatch("zeros", `size "${dim}" of ${showShape(like.shape)}`, "Name only sizes it has.");
    return slice(shapeOf(like), 0, at, at + 1);
  });
  return one(op.apply([concat(sizes, 0)], { shape }));
}
