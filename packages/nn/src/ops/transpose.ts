import { ints } from "../graph/attribute.ts";
import { defineOp, one } from "../graph/op.ts";
import { mismatch, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";

const op = defineOp<{ axes: readonly number[] }>("transpose", {
  infer: ([x], { axes }) => {
    const { dtype, shape } = x as Tensor;
    return [{ dtype, shape: axes.map((axis) => shape[axis] as (typeof shape)[number]) }];
  },
  emit: (to, names, { axes }) => to.node("Transpose", names, { attributes: { perm: ints(axes) } }),
  gradient: ({ attributes: { axes } }, [dy]) => [dy && transpose(dy, inverse(axes))],
});

/** The order of axes that undoes `axes`. */
export function inverse(axes: readonly number[]): number[] {
  const out: number[] = [];
  axes.forEach((axis, i) => {
    out[axis] = i;
  });
  return out;
}
export const sameOrder = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((axis, i) => axis === b[i]);

/**
 * y[i₀, i₁, …] = x with its axes in the order `axes`. Two in a row become one, or none.
 * Errors: NN_SHAPE_MISMATCH when `axes` is no permutation of x's axes.
 */
export function transpose(x: Tensor, axes: readonly number[]): Tensor {
  if (
    !sameOrder(
      [...axes].sort((a, b) => a - b),
      [...x.shape.keys()],
    )
  )
    throw mismatch(
      "transpose",
      `shape ${showShape(x.shape)}, axes [${axes.join(", ")}]`,
      "List each axis once.",
    );
  const inner = permutationOf(x);
  if (inner)
    return transpose(
      inner.of,
      axes.map((axis) => inner.axes[axis] as number),
    );
  if (axes.every((axis, i) => axis === i)) return x;
  return one(op.apply([x], { axes }));
}

/** What `x` is a transposition of, and how. */
export function permutationOf(x: Tensor): { of: Tensor; axes: readonly number[] } | undefined {
  const attributes = op.attributesOf(x.node);
  return attributes && { of: x.node.inputs[0] as Tensor, axes: attributes.axes };
}

/** [batch, ..., channels] → [batch, channels, ...]: what the kernels compute with. */
export const toChannelsFirst = (x: Tensor): Tensor => {
  const rank = x.shape.length;
  return transpose(x, [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)]);
};
/** [batch, channels, ...] → [batch, ..., channels]: Keras' order. */
export const toChannelsLast = (x: Tensor): Tensor => {
  const rank = x.shape.length;
  return transpose(x, [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1]);
};
