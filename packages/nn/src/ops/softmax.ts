import { int } from "../graph/attribute.ts";
import { defineOp, one } from "../graph/op.ts";
import { axisOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { exp, mul, sub } from "./arithmetic.ts";
import { reduceSum } from "./reduce.ts";

const axisAttribute = (axis: number) => ({ attributes: { axis: int(axis) } });

const softmaxOp = defineOp<{ axis: number }>("softmax", {
  infer: ([x]) => [x as Tensor],
  emit: (to, names, { axis }) => to.node("Softmax", names, axisAttribute(axis)),
  gradient: ({ outputs, attributes: { axis } }, [dy]) => {
    const [y] = outputs as [Tensor];
    if (!dy) return [];
    const weighted = mul(dy, y);
    return [sub(weighted, mul(y, reduceSum(weighted, [axis], true)))];
  },
});
/** yᵢ = eˣⁱ / Σ eˣʲ along an axis. dx = y · (dy − Σ dy·y). */
export const softmax = (x: Tensor, axis = -1): Tensor =>
  one(softmaxOp.apply([x], { axis: axisOf(axis, x.shape.length, "softmax") }));

const logSoftmaxOp = defineOp<{ axis: number }>("logSoftmax", {
  infer: ([x]) => [x as Tensor],
  emit: (to, names, { axis }) => to.node("LogSoftmax", names, axisAttribute(axis)),
  gradient: ({ outputs, attributes: { axis } }, [dy]) => {
    const [y] = outputs as [Tensor];
    return [dy && sub(dy, mul(exp(y), reduceSum(dy, [axis], true)))];
  },
});
/** yᵢ = xᵢ − ln Σ eˣʲ along an axis. dx = dy − softmax(x) · Σ dy. */
export const logSoftmax = (x: Tensor, axis = -1): Tensor =>
  one(logSoftmaxOp.apply([x], { axis: axisOf(axis, x.shape.length, "logSoftmax") }));
