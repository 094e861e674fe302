import type { DType } from "../array/ndArray.ts";
import { int } from "../graph/attribute.ts";
import { defineOp, one } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { dataTypes } from "../onnx/model.ts";

const op = defineOp<{ to: DType }>("cast", {
  infer: ([x], { to }) => [{ dtype: to, shape: (x as Tensor).shape }],
  emit: (graph, names, { to }) => graph.node("Cast", names, { attributes: { to: int(dataTypes[to]) } }),
  gradient: "none",
});

/** x as another type; bool gives 0 and 1, floats are cut towards 0. No gradient passes. */
export const cast = (x: Tensor, to: DType): Tensor => (x.dtype === to ? x : one(op.apply([x], { to })));
