import { constant, defineOp, int64Constant, one } from "../graph/op.ts";
import { mismatch, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { slice } from "./slice.ts";

interface Pads {
  readonly before: readonly number[];
  readonly after: readonly number[];
}
const op = defineOp<Pads>("pad", {
  infer: ([x], { before, after }) => {
    const { dtype, shape } = x as Tensor;
    const isFit = (cells: readonly number[]) =>
      cells.length === shape.length &&
      cells.every((n, i) => n === 0 || (n > 0 && typeof shape[i] === "number"));
    if (!isFit(before) || !isFit(after))
      throw mismatch(
        "pad",
        `[${before.join(", ")}] before and [${after.join(", ")}] after ${showShape(shape)}`,
        "Give one whole number per axis, and 0 for an axis whose size is not known.",
      );
    return [
      {
        dtype,
        shape: shape.map((dim, i) =>
          typeof dim === "number" ? dim + (before[i] as number) + (after[i] as number) : dim,
        ),
      },
    ];
  },
  emit: (to, names) => to.node("Pad", names),
  gradient: ({ inputs: [x], attributes: { before } }, [dy]) => {
    if (!dy) return [];
    return [
      (x as Tensor).shape.reduce<Tensor>(
        (t, dim, axis) =>
          typeof dim === "number"
            ? slice(t, axis, before[axis] as number, (before[axis] as number) + dim)
            : t,
        dy,
      ),
    ];
  },
});

/**
 * x with `value` around it: so many cells before and after each axis. dx = dy without the border.
 * Errors: NN_SHAPE_MISMATCH.
 */
export function pad(x: Tensor, before: readonly number[], after: readonly number[], value = 0): Tensor {
  if ([...before, ...after].every((n) => n === 0)) return x;
  return one(op.apply([x, int64Constant([...before, ...after]), constant(value)], { before, after }));
}
