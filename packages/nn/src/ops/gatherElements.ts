import { text } from "../graph/attribute.ts";
import { constant, defineOp, one } from "../graph/op.ts";
import { mismatch, sameShape, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { expandLike } from "./expand.ts";

const oneAxis = (x: Tensor, indices: Tensor, what: string): void => {
  if (x.shape.length !== 1 || indices.shape.length !== 1)
    throw mismatch(what, `${showShape(x.shape)} and ${showShape(indices.shape)}`, "Give values of one axis.");
};

const gatherOp = defineOp<null>("gatherElements", {
  infer: ([x, indices]) => {
    oneAxis(x as Tensor, indices as Tensor, "gatherElements");
    return [{ dtype: (x as Tensor).dtype, shape: (indices as Tensor).shape }];
  },
  emit: (to, names) => to.node("GatherElements", names),
  gradient: ({ inputs: [x, indices] }, [dy]) => [
    dy && scatterAdd(expandLike(constant(0), x as Tensor), indices as Tensor, dy),
  ],
});
/** yᵢ = x[indicesᵢ]. Shapes: x [n], indices int64 [m] → [m]. dx: dyᵢ added up where its index points to. */
export const gatherElements = (x: Tensor, indices: Tensor): Tensor => one(gatherOp.apply([x, indices], null));

const scatterOp = defineOp<null>("scatterAdd", {
  infer: ([onto, indices, values]) => {
    oneAxis(onto as Tensor, indices as Tensor, "scatterAdd");
    if (!sameShape((indices as Tensor).shape, (values as Tensor).shape))
      throw mismatch(
        "scatterAdd",
        [indices, values].map((t) => showShape((t as Tensor).shape)).join(" and "),
      );
    return [onto as Tensor];
  },
  emit: (to, names) => to.node("ScatterElements", names, { attributes: { reduction: text("add") } }),
  gradient: ({ inputs: [, indices] }, [dy]) =>
    dy ? [dy, undefined, gatherElements(dy, indices as Tensor)] : [],
});
/** `onto` with each value added at its index. Shapes: [n], indices int64 [m], values [m] → [n]. */
export const scatterAdd = (onto: Tensor, indices: Tensor, values: Tensor): Tensor =>
  one(scatterOp.apply([onto, indices, values], null));
