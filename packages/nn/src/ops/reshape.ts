import { int } from "../graph/attribute.ts";
import { defineOp, int64Constant, one } from "../graph/op.ts";
import {
  axisOf,
  type Dim,
  elementsOf,
  mismatch,
  productDim,
  type Shape,
  sameShape,
  showShape,
} from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { mul } from "./arithmetic.ts";
import { concat } from "./concat.ts";
import { shapeOf } from "./shapeOf.ts";
import { slice } from "./slice.ts";

const op = defineOp<{ shape: Shape }>("reshape", {
  infer: ([x], { shape }) => [{ dtype: (x as Tensor).dtype, shape }],
  emit: (to, names) => to.node("Reshape", names, { attributes: { allowzero: int(0) } }),
  gradient: ({ inputs: [x] }, [dy]) => [dy && reshape(dy, (x as Tensor).shape, x)],
});

/**
 * The same elements in row-major order under another shape. One dim may be −1: what is left.
 * Named sizes are taken from x, or from `like` where x no longer has them.
 * Errors: NN_SHAPE_MISMATCH when the numbers of elements differ.
 */
export function reshape(x: Tensor, shape: Shape, like: Tensor = x): Tensor {
  const target = resolve(x, shape);
  if (sameShape(target, x.shape)) return x;
  if (op.attributesOf(x.node)) return reshape(x.node.inputs[0] as Tensor, target, like);
  const named = target.filter((dim) => typeof dim === "string").length;
  const sizes =
    named <= 1
      ? int64Constant(target.map((dim) => (typeof dim === "number" ? dim : -1)))
      : concat(
          target.map((dim) => (typeof dim === "number" ? int64Constant([dim]) : sizeNamed(dim, x, like))),
          0,
        );
  return one(op.apply([x, sizes], { shape: target }));
}

function sizeNamed(name: string, x: Tensor, like: Tensor): Tensor {
  for (const source of [x, like]) {
    const at = source.shape.indexOf(name);
    if (at >= 0) return slice(shapeOf(source), 0, at, at + 1);
  }
  // "3*time": the product of what it is made of.
  const { known, named } = elementsOf([name]);
  if (known !== 1 || named.length > 1)
    return named.map((part) => sizeNamed(part, x, like)).reduce(mul, int64Constant([known]));
  throw mismatch("reshape", `size "${name}" of ${showShape(x.shape)}`, "Name only sizes that the input has.");
}

function resolve(x: Tensor, shape: Shape): Dim[] {
  const have = elementsOf(x.shape);
  const want = elementsOf(shape.filter((dim) => dim !== -1));
  const open = shape.indexOf(-1);
  const left = [...have.named];
  for (const name of want.named) {
    const at = left.indexOf(name);
    if (at < 0) throw mismatch("reshape", `${showShape(x.shape)} to ${showShape(shape)}`, sizesNext);
    left.splice(at, 1);
  }
  if (open < 0) {
    if (left.length > 0 || have.known !== want.known)
      throw mismatch("reshape", `${showShape(x.shape)} to ${showShape(shape)}`, sizesNext);
    return [...shape];
  }
  const rest = have.known / want.known;
  if (shape.indexOf(-1, open + 1) >= 0 || !Number.isInteger(rest))
    throw mismatch("reshape", `${showShape(x.shape)} to ${showShape(shape)}`, sizesNext);
  return shape.map((dim, i) => (i === open ? productDim(rest, left) : dim));
}

const sizesNext = "Give a shape with the same number of elements; one size may be -1.";

/** x with an axis of size 1 put in at `axis` (negative: counted from the new end). Errors: NN_AXIS_INVALID. */
export function expandDims(x: Tensor, axis: number): Tensor {
  const at = axisOf(axis, x.shape.length + 1, "expandDims");
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
}

/** x without these axes of size 1. Errors: NN_AXIS_INVALID, NN_SHAPE_MISMATCH for a larger axis. */
export function squeeze(x: Tensor, axes: readonly number[]): Tensor {
  const from = axes.map((axis) => axisOf(axis, x.shape.length, "squeeze"));
  if (from.some((axis) => x.shape[axis] !== 1))
    throw mismatch("squeeze", `axes ${axes.join(", ")} of ${showShape(x.shape)}`, "Name axes of size 1.");
  return reshape(
    x,
    x.shape.filter((_, i) => !from.includes(i)),
  );
}
