import { defineOp, one } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";

const op = defineOp<null>("stopGradient", {
  infer: ([x]) => [x as Tensor],
  emit: (_, names) => names,
  gradient: () => [],
});
/** x, through which no gradient passes. */
export const stopGradient = (x: Tensor): Tensor => one(op.apply([x], null));
