import { ndArray } from "../array/ndArray.ts";
import { defineOp, one } from "../graph/op.ts";
import type { Dim } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { shapeOf } from "./shapeOf.ts";

const op = defineOp<{ axis: number }>("range", {
  infer: ([x], { axis }) => [{ dtype: "int64", shape: [(x as Tensor).shape[axis] as Dim] }],
  emit: (to, _, { axis }, { inputs: [x] }) => {
    const scalar = (value: number) => to.constant(ndArray(BigInt64Array.of(BigInt(value)), [], "int64"));
    const [sizes] = to.emit([shapeOf(x as Tensor)]) as [string];
    const [size] = to.node("Gather", [sizes, scalar(axis)]) as [string];
    return to.node("Range", [scalar(0), size, scalar(1)]);
  },
  gradient: "none",
});
/** 0, 1, … as many as x is long along an axis (from the front); int64. */
export const range = (x: Tensor, axis: number): Tensor => one(op.apply([x], { axis }));
