import type { DType } from "../array/ndArray.ts";
import { constant, type DefinedOp, defineOp, type GradientRule, one } from "../graph/op.ts";
import { broadcast, type Dim, mismatch } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { reshape } from "./reshape.ts";
import { permutationOf, sameOrder, transpose } from "./transpose.ts";

export type Operand = Tensor | number;
export const asTensor = (value: Operand): Tensor => (typeof value === "number" ? constant(value) : value);

interface UnaryOptions {
  /** ONNX operator. */
  onnx: string;
  gradient: GradientRule<null> | "none";
  result?: DType;
}

/**
 * y = f(x), element by element. Shape [...] → [...].
 * A transposed x is computed first and transposed after, so that transpositions meet and cancel: images are
 * channels-last for people and channels-first for the kernels.
 */
export function unary(name: string, { onnx, gradient, result }: UnaryOptions): (x: Operand) => Tensor {
  const defined: DefinedOp<null> = defineOp<null>(name, {
    infer: ([x]) => [{ dtype: result ?? (x as Tensor).dtype, shape: (x as Tensor).shape }],
    emit: (to, names) => to.node(onnx, names),
    gradient,
  });
  const apply = (x: Tensor): Tensor => {
    const order = permutationOf(x);
    return order ? transpose(apply(order.of), order.axes) : one(defined.apply([x], null));
  };
  return (x) => apply(asTensor(x));
}

interface BinaryOptions {
  onnx: string;
  gradient: GradientRule<null> | "none";
  result?: DType;
}

/** z = f(x, y) with NumPy's broadcasting. Errors: NN_SHAPE_MISMATCH. */
export function binary(
  name: string,
  { onnx, gradient, result }: BinaryOptions,
): (x: Operand, y: Operand) => Tensor {
  const defined = defineOp<null>(name, {
    infer: ([x, y]) => {
      const [a, b] = [x as Tensor, y as Tensor];
      if (a.dtype !== b.dtype)
        throw mismatch(name, `types ${a.dtype} and ${b.dtype}`, "Cast one of them to the other's type.");
      return [{ dtype: result ?? a.dtype, shape: broadcast(a.shape, b.shape, name) }];
    },
    emit: (to, names) => to.node(onnx, names),
    gradient,
  });
  const apply = (x: Tensor, y: Tensor): Tensor => {
    const [p, q] = [permutationOf(x), permutationOf(y)];
    if (p && q && sameOrder(p.axes, q.axes)) return transpose(apply(p.of, q.of), p.axes);
    const besideP = p && inOrder(y, p.axes);
    if (p && besideP) return transpose(apply(p.of, besideP), p.axes);
    const besideQ = q && inOrder(x, q.axes);
    if (q && besideQ) return transpose(apply(besideQ, q.of), q.axes);
    return one(defined.apply([x, y], null));
  };
  return (x, y) => apply(asTensor(x), asTensor(y));
}

/** A scalar, or one value per channel, as it broadcasts against what is transposed by `axes`; undefined for more. */
function inOrder(t: Tensor, axes: readonly number[]): Tensor | undefined {
  const rank = axes.length;
  const { shape } = t;
  if (shape.length === 0) return t;
  if (shape.length > rank || shape.filter((dim) => dim !== 1).length > 1) return undefined;
  const beside: Dim[] = Array(rank).fill(1);
  shape.forEach((dim, i) => {
    beside[axes[i + rank - shape.length] as number] = dim;
  });
  return reshape(t, beside);
}
