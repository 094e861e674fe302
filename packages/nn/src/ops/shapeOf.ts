import { defineOp, one } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";

const op = defineOp<null>("shapeOf", {
  infer: ([x]) => [{ dtype: "int64", shape: [(x as Tensor).shape.length] }],
  emit: (to, names) => to.node("Shape", names),
  gradient: "none",
});
/** The sizes of x when the graph runs, int64 [rank]. */
export const shapeOf = (x: Tensor): Tensor => one(op.apply([x], null));
