import { defineOp, int64Constant, one } from "../graph/op.ts";
import { axisOf, mismatch, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { pad } from "./pad.ts";

interface Range {
  readonly axis: number;
  readonly from: number;
  readonly to: number;
}

const op = defineOp<Range>("slice", {
  infer: ([x], { axis, from, to }) => {
    const { dtype, shape } = x as Tensor;
    return [{ dtype, shape: shape.map((dim, i) => (i === axis ? to - from : dim)) }];
  },
  emit: (to, names) => to.node("Slice", names),
  gradient: ({ inputs: [x], attributes: { axis, from, to } }, [dy]) => {
    if (!dy) return [];
    const size = (x as Tensor).shape[axis];
    if (typeof size !== "number")
      throw mismatch(
        "slice",
        `axis ${axis} of ${showShape((x as Tensor).shape)}`,
        "Slice axes of known size.",
      );
    const only = (size: number) => (x as Tensor).shape.map((_, i) => (i === axis ? size : 0));
    return [pad(dy, only(from), only(size - to))];
  },
});

/** x[from ≤ i < to] along one axis. dx = dy with zeros around it. Errors: NN_SHAPE_MISMATCH outside the axis. */
export function slice(x: Tensor, axis: number, from: number, to: number): Tensor {
  const at = axisOf(axis, x.shape.length, "slice");
  const size = x.shape[at];
  if (from < 0 || to < from || (typeof size === "number" && to > size))
    throw mismatch(
      "slice",
      `${from} to ${to} of axis ${at} of ${showShape(x.shape)}`,
      "Stay within the axis.",
    );
  if (from === 0 && to === size) return x;
  return one(
    op.apply([x, int64Constant([from]), int64Constant([to]), int64Constant([at])], { axis: at, from, to }),
  );
}
