import { defineOp, one } from "../graph/op.ts";
import { mismatch, sameShape, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { permutationOf, sameOrder, transpose } from "./transpose.ts";

const op = defineOp<null>("addN", {
  infer: (inputs) => {
    const [first] = inputs as [Tensor];
    if (inputs.some((t) => !sameShape(t.shape, first.shape) || t.dtype !== first.dtype))
      throw mismatch(
        "addN",
        inputs.map((t) => `${t.dtype} ${showShape(t.shape)}`).join(", "),
        "Give equal shapes and types.",
      );
    return [first];
  },
  emit: (to, names) => to.node("Sum", names),
  gradient: ({ inputs }, [dy]) => inputs.map(() => dy),
});

/** y = Σᵢ xᵢ of equal shapes, in one pass over memory. dxᵢ = dy. */
export function addN(inputs: readonly Tensor[]): Tensor {
  const orders = inputs.map(permutationOf);
  const first = orders[0];
  if (first && orders.every((order) => order && sameOrder(order.axes, first.axes)))
    return transpose(addN(orders.map((order) => order?.of as Tensor)), first.axes);
  return inputs.length === 1 ? (inputs[0] as Tensor) : one(op.apply(inputs, null));
}
