import { constant, defineOp, int64Constant, one } from "../graph/op.ts";
import { axisOf, mismatch, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { concat } from "./concat.ts";
import { expandLike } from "./expand.ts";
import { reshape } from "./reshape.ts";

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
    return [concat([zerosAlong(dy, axis, from), dy, zerosAlong(dy, axis, size - to)], axis)];
  },
});

/** No part when `size` is 0; else zeros like x with that size along the axis. */
function zerosAlong(x: Tensor, axis: number, size: number): Tensor {
  const one = x.shape.map((dim, i) => (i === axis ? 1 : dim));
  const first = slice(x, axis, 0, 1);
  const zero = expandLike(constant(0), reshape(first, one, x));
  return size === 1 || size === 0
    ? size === 0
      ? slice(zero, axis, 0, 0)
      : zero
    : concat(
        Array.from({ length: size }, () => zero),
        axis,
      );
}

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
