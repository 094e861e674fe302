import { int } from "../graph/attribute.ts";
import { defineOp, one } from "../graph/op.ts";
import { axisOf, mismatch, sameShape, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { split } from "./split.ts";
import { permutationOf, sameOrder, transpose } from "./transpose.ts";

const op = defineOp<{ axis: number }>("concat", {
  infer: (inputs, { axis }) => {
    const [first] = inputs as [Tensor];
    let size = 0;
    for (const { shape, dtype } of inputs) {
      const along = shape[axis];
      const others = shape.map((dim, i) => (i === axis ? (first.shape[i] as typeof dim) : dim));
      if (typeof along !== "number" || dtype !== first.dtype || !sameShape(others, first.shape))
        throw mismatch(
          "concat",
          inputs.map((t) => `${t.dtype} ${showShape(t.shape)}`).join(", "),
          `Give values equal in type and in all axes but ${axis}, whose size must be known.`,
        );
      size += along;
    }
    return [{ dtype: first.dtype, shape: first.shape.map((dim, i) => (i === axis ? size : dim)) }];
  },
  emit: (to, names, { axis }) => to.node("Concat", names, { attributes: { axis: int(axis) } }),
  gradient: ({ inputs, attributes: { axis } }, [dy]) =>
    dy
      ? split(
          dy,
          axis,
          inputs.map((t) => t.shape[axis] as number),
        )
      : [],
});

/** The values one after the other along an axis. dxᵢ = its part of dy. Errors: NN_SHAPE_MISMATCH. */
export function concat(inputs: readonly Tensor[], axis: number): Tensor {
  const [first] = inputs as [Tensor];
  const at = axisOf(axis, first.shape.length, "concat");
  const full = inputs.filter((t) => t.shape[at] !== 0);
  const some = full.length === 0 ? [first] : full;
  if (some.length === 1) return some[0] as Tensor;
  const orders = some.map(permutationOf);
  const order = orders[0];
  if (order && orders.every((other) => other && sameOrder(other.axes, order.axes)))
    return transpose(
      concat(
        orders.map((other) => other?.of as Tensor),
        order.axes[at] as number,
      ),
      order.axes,
    );
  return one(op.apply(some, { axis: at }));
}
