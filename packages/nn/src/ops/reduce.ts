import { int } from "../graph/attribute.ts";
import { constant, defineOp, int64Constant, one } from "../graph/op.ts";
import { axisOf, elementsOf, type Shape, sameShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { div, exp, mul, sub } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { equal } from "./compare.ts";
import { expandLike } from "./expand.ts";
import { gather } from "./gather.ts";
import { reshape } from "./reshape.ts";
import { shapeOf } from "./shapeOf.ts";
import { permutationOf, transpose } from "./transpose.ts";

interface Axes {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

function reduction(
  name: string,
  onnx: string,
  gradient: (x: Tensor, y: Tensor, dy: Tensor, axes: Axes) => Tensor,
) {
  return defineOp<Axes>(name, {
    infer: ([x], attributes) => [
      { dtype: (x as Tensor).dtype, shape: reduced((x as Tensor).shape, attributes) },
    ],
    emit: (to, names, { keepDims }) =>
      to.node(onnx, names, { attributes: { keepdims: int(keepDims ? 1 : 0) } }),
    gradient: ({ inputs: [x], outputs: [y], attributes }, [dy]) => [
      dy && gradient(x as Tensor, y as Tensor, dy, attributes),
    ],
  });
}

function reduced(shape: Shape, { axes, keepDims }: Axes): Shape {
  return keepDims
    ? shape.map((dim, i) => (axes.includes(i) ? 1 : dim))
    : shape.filter((_, i) => !axes.includes(i));
}

/** dy with the summed axes put back as 1. */
const kept = (dy: Tensor, x: Tensor, { axes }: Axes): Tensor =>
  reshape(dy, reduced(x.shape, { axes, keepDims: true }), x);

const sumOp = reduction("reduceSum", "ReduceSum", (x, _, dy, axes) => expandLike(kept(dy, x, axes), x));
const meanOp = reduction("reduceMean", "ReduceMean", (x, _, dy, axes) =>
  expandLike(div(kept(dy, x, axes), countOf(x, axes.axes)), x),
);
const largest = (x: Tensor, y: Tensor, dy: Tensor, axes: Axes): Tensor => {
  const mask = cast(equal(x, kept(y, x, axes)), "float32");
  const ties = reduceSum(mask, axes.axes, true);
  return mul(div(mask, ties), kept(dy, x, axes));
};
const maxOp = reduction("reduceMax", "ReduceMax", largest);
const minOp = reduction("reduceMin", "ReduceMin", largest);
const logSumExpOp = reduction("reduceLogSumExp", "ReduceLogSumExp", (x, y, dy, axes) =>
  mul(exp(sub(x, kept(y, x, axes))), kept(dy, x, axes)),
);

type Reduce = (x: Tensor, axes?: readonly number[], keepDims?: boolean) => Tensor;
const use =
  (defined: typeof sumOp, name: string): Reduce =>
  (x, axes = x.shape.map((_, i) => i), keepDims = false) => {
    const from = [...new Set(axes.map((axis) => axisOf(axis, x.shape.length, name)))].sort((a, b) => a - b);
    if (from.length === 0) return x;
    const order = permutationOf(x);
    if (order) {
      // Fewer elements are transposed after than before; when all axes go, none.
      const inner = from.map((axis) => order.axes[axis] as number);
      const result = use(defined, name)(order.of, inner, keepDims);
      if (keepDims) return transpose(result, order.axes);
      const left = order.axes.filter((axis) => !inner.includes(axis));
      return transpose(
        result,
        left.map((axis) => left.filter((other) => other < axis).length),
      );
    }
    return one(defined.apply([x, int64Constant(from)], { axes: from, keepDims }));
  };

/** Σ over `axes` (default all). dx = dy. Shape: without those axes, or with size 1 when `keepDims`. */
export const reduceSum: Reduce = use(sumOp, "reduceSum");
/** Mean over `axes` (default all). dx = dy / n. */
export const reduceMean: Reduce = use(meanOp, "reduceMean");
/** Largest over `axes`; ties share the gradient. */
export const reduceMax: Reduce = use(maxOp, "reduceMax");
/** Smallest over `axes`; ties share the gradient. */
export const reduceMin: Reduce = use(minOp, "reduceMin");
/** ln Σ eˣ over `axes` (default all), steady for large x. dx = dy · softmax(x). */
export const reduceLogSumExp: Reduce = use(logSumExpOp, "reduceLogSumExp");

/** How many elements of x a reduction over `axes` joins, as a float32 scalar. */
export function countOf(x: Tensor, axes: readonly number[] = x.shape.map((_, i) => i)): Tensor {
  const { known, named } = elementsOf(axes.map((axis) => x.shape[axis] as Shape[number]));
  if (named.length === 0) return constant(known);
  // A transposed x has the same sizes as what it is a transposition of.
  const order = permutationOf(x);
  if (order)
    return countOf(
      order.of,
      axes.map((axis) => order.axes[axis] as number),
    );
  const sizes = cast(gather(shapeOf(x), int64Constant(axes), 0), "float32");
  return axes
    .map((_, i) => gather(sizes, int64Constant([i], []), 0))
    .reduce((product, size) => mul(product, size));
}

/** Undoes broadcasting: x summed to the shape of `like`. */
export function sumLike(x: Tensor, like: Tensor): Tensor {
  if (sameShape(x.shape, like.shape)) return x;
  const extra = x.shape.length - like.shape.length;
  const leading = Array.from({ length: extra }, (_, i) => i);
  const ones = like.shape.flatMap((dim, i) => (dim === 1 && x.shape[i + extra] !== 1 ? [i + extra] : []));
  const summed = leading.length + ones.length === 0 ? x : reduceSum(x, [...leading, ...ones], true);
  return reshape(summed, like.shape, like);
}
