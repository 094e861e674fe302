import { defineOp, int64Constant, one } from "../graph/op.ts";
import { axisOf, elementsOf, mismatch, productDim, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { reduceSum } from "./reduce.ts";
import { expandDims, reshape } from "./reshape.ts";

const op = defineOp<{ repeats: readonly number[] }>("tile", {
  infer: ([x], { repeats }) => {
    const { dtype, shape } = x as Tensor;
    if (repeats.length !== shape.length || repeats.some((r) => !Number.isInteger(r) || r < 1))
      throw mismatch(
        "tile",
        `${showShape(shape)} by [${repeats.join(", ")}]`,
        "Give one whole number per axis.",
      );
    const dims = shape.map((dim, i) => {
      const { known, named } = elementsOf([dim]);
      return productDim(known * (repeats[i] as number), named);
    });
    return [{ dtype, shape: dims }];
  },
  emit: (to, names) => to.node("Tile", names),
  gradient: ({ inputs: [x], attributes: { repeats } }, [dy]) => {
    if (!dy) return [];
    // [r·n, …] → [r, n, …], summed over the copies.
    const { shape } = x as Tensor;
    const apart = shape.flatMap((dim, i) => (repeats[i] === 1 ? [dim] : [repeats[i] as number, dim]));
    const copies: number[] = [];
    let at = 0;
    for (const r of repeats) {
      if (r > 1) copies.push(at++);
      at++;
    }
    return [reduceSum(reshape(dy, apart, x), copies)];
  },
});

/**
 * x so many times along each axis, one copy behind the other: [a, b] twice is [a, b, a, b].
 * dx = Σ of dy over the copies. Errors: NN_SHAPE_MISMATCH.
 */
export const tile = (x: Tensor, repeats: readonly number[]): Tensor =>
  repeats.length === x.shape.length && repeats.every((r) => r === 1)
    ? x
    : one(op.apply([x, int64Constant(repeats)], { repeats }));

/**
 * Each slice along an axis so many times: [a, b] twice is [a, a, b, b]. dx = Σ of dy over the copies.
 * Errors: NN_AXIS_INVALID, NN_SHAPE_MISMATCH.
 */
export function repeat(x: Tensor, times: number, axis: number): Tensor {
  const at = axisOf(axis, x.shape.length, "repeat");
  if (!Number.isInteger(times) || times < 1)
    throw mismatch("repeat", `${times} times ${showShape(x.shape)}`, "Give a whole number from 1 on.");
  const wide = expandDims(x, at + 1);
  const copies = tile(
    wide,
    wide.shape.map((_, i) => (i === at + 1 ? times : 1)),
  );
  const { known, named } = elementsOf(copies.shape.slice(at, at + 2));
  const shape = [...x.shape.slice(0, at), productDim(known, named), ...x.shape.slice(at + 1)];
  return reshape(copies, shape, x);
}
