import { float32 } from "../array/ndArray.ts";
import { int } from "../graph/attribute.ts";
import { constant, defineOp, int64Constant, one } from "../graph/op.ts";
import { mismatch } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { cast } from "./cast.ts";

const op = defineOp<{ classes: number }>("oneHot", {
  infer: ([indices], { classes }) => {
    const { dtype, shape } = indices as Tensor;
    if (dtype === "float32" || dtype === "bool" || !(Number.isInteger(classes) && classes > 0))
      throw mismatch(
        "oneHot",
        `${dtype} indices, ${classes} classes`,
        "Give whole numbers and how many classes.",
      );
    return [{ dtype: "float32", shape: [...shape, classes] }];
  },
  emit: (to, names) => to.node("OneHot", names, { attributes: { axis: int(-1) } }),
  gradient: "none",
});

/**
 * y[…, c] = 1 where the index is c, else 0; all 0 for an index outside −classes … classes − 1, negative ones count
 * from the end. Shape: indices [...], int32 or int64 → float32 [..., classes]. No derivative.
 * Errors: NN_SHAPE_MISMATCH.
 */
export function oneHot(indices: Tensor, classes: number): Tensor {
  const whole = indices.dtype === "int32" ? cast(indices, "int64") : indices;
  const offOn = constant(float32([0, 1]));
  return one(op.apply([whole, int64Constant([classes]), offOn], { classes }));
}
