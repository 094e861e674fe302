import type { DType } from "../array/ndArray.ts";
import { int } from "../graph/attribute.ts";
import { defineOp, one } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { dataTypes } from "../onnx/model.ts";
import { permutationOf, transpose } from "./transpose.ts";

const op = defineOp<{ to: DType }>("cast", {
  infer: ([x], { to }) => [{ dtype: to, shape: (x as Tensor).shape }],
  emit: (graph, names, { to }) => graph.node("Cast", names, { attributes: { to: int(dataTypes[to]) } }),
  gradient: () => [],
});

/** x as another type; bool gives 0 and 1, floats are cut towards 0. No gradient passes. */
export function cast(x: Tensor, to: DType): Tensor {
  if (x.dtype === to) return x;
  const order = permutationOf(x);
  return order ? transpose(cast(order.of, to), order.axes) : one(op.apply([x], { to }));
}
