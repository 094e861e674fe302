import { defineOp, one } from "../graph/op.ts";
import { mismatch, type Shape, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";

const op = defineOp<{ shape: Shape }>("relabel", {
  infer: ([x], { shape }) => [{ dtype: (x as Tensor).dtype, shape }],
  emit: (_, names) => names,
  gradient: ({ inputs: [x] }, [dy]) => [dy && relabel(dy, (x as Tensor).shape)],
});

/**
 * x with other names for its sizes: where several axes became one batch, "5*batch" is "batch" to what follows.
 * Nothing is computed; the sizes must be what they are called. Errors: NN_SHAPE_MISMATCH on another rank.
 */
export function relabel(x: Tensor, shape: Shape): Tensor {
  if (shape.length !== x.shape.length)
    throw mismatch("relabel", `${showShape(x.shape)} as ${showShape(shape)}`, "Name each axis once.");
  return one(op.apply([x], { shape }));
}
