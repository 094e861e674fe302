import { int, text } from "../graph/attribute.ts";
import { defineOp, one } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";

const last = int(-1);

const pickOp = defineOp<null>("pick", {
  infer: ([x, labels]) => [{ dtype: (x as Tensor).dtype, shape: (labels as Tensor).shape }],
  emit: (to, names) => to.node("GatherElements", names, { attributes: { axis: last } }),
  gradient: "none",
});
/** x[…, label]: one value of each row. Shapes: x [..., classes], labels [..., 1] → [..., 1]. */
export const pick = (x: Tensor, labels: Tensor): Tensor => one(pickOp.apply([x, labels], null));

const addAtOp = defineOp<null>("addAt", {
  infer: ([x]) => [x as Tensor],
  emit: (to, names) =>
    to.node("ScatterElements", names, { attributes: { axis: last, reduction: text("add") } }),
  gradient: "none",
});
/** x with `values` added at the label of each row. Shapes: x [..., classes], labels and values [..., 1]. */
export const addAt = (x: Tensor, labels: Tensor, values: Tensor): Tensor =>
  one(addAtOp.apply([x, labels, values], null));
