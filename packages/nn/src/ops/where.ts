import { defineOp, one } from "../graph/op.ts";
import { broadcast, mismatch } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { asTensor, type Operand } from "./elementwise.ts";
import { expandLike } from "./expand.ts";
import { sumLike } from "./reduce.ts";
import { permutationOf, sameOrder, transpose } from "./transpose.ts";

const op = defineOp<null>("where", {
  infer: (inputs) => {
    const [mask, x, y] = inputs as [Tensor, Tensor, Tensor];
    if (mask.dtype !== "bool" || x.dtype !== y.dtype)
      throw mismatch(
        "where",
        `types ${mask.dtype}, ${x.dtype}, ${y.dtype}`,
        "Give a bool and two of one type.",
      );
    const shape = broadcast(mask.shape, broadcast(x.shape, y.shape, "where"), "where");
    return [{ dtype: x.dtype, shape }];
  },
  emit: (to, names) => to.node("Where", names),
  gradient: ({ inputs, needs }, [dz]) => {
    const [mask, x, y] = inputs as [Tensor, Tensor, Tensor];
    if (!dz) return [];
    return [
      undefined,
      needs[1] ? sumLike(where(mask, dz, expandLike(asTensor(0), dz)), x) : undefined,
      needs[2] ? sumLike(where(mask, expandLike(asTensor(0), dz), dz), y) : undefined,
    ];
  },
});

/** x where the mask is true, y elsewhere; all three broadcast. A value not taken gets no gradient. */
export function where(mask: Tensor, x: Operand, y: Operand): Tensor {
  const inputs = [mask, asTensor(x), asTensor(y)];
  const orders = inputs.map(permutationOf);
  const order = orders.find((other) => other !== undefined);
  // Transposed alike, scalars aside: computed first, transposed after.
  if (order && inputs.every((t, i) => t.shape.length === 0 || sameOrder(orders[i]?.axes ?? [], order.axes))) {
    const [m, a, b] = inputs.map((t, i) => orders[i]?.of ?? t) as [Tensor, Tensor, Tensor];
    return transpose(where(m, a, b), order.axes);
  }
  return one(op.apply(inputs, null));
}
