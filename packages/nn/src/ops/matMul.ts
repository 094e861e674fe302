import { int } from "../graph/attribute.ts";
import { defineOp, one } from "../graph/op.ts";
import { broadcast, type Dim, mismatch, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { plainMatMul } from "./plainMatMul.ts";
import { sumLike } from "./reduce.ts";
import { reshape } from "./reshape.ts";

interface Sides {
  readonly transA: boolean;
  readonly transB: boolean;
}

const op = defineOp<Sides>("matMul", {
  infer: ([a, b], { transA, transB }) => {
    const [x, y] = [a as Tensor, b as Tensor];
    const [m, k] = lastTwo(x, transA);
    const [k2, n] = lastTwo(y, transB);
    if (k !== k2 || x.dtype !== y.dtype)
      throw mismatch(
        "matMul",
        `${showShape(x.shape)}${transA ? "ᵀ" : ""} · ${showShape(y.shape)}${transB ? "ᵀ" : ""}`,
        "The last axis of the first must be as long as the last but one of the second.",
      );
    return [
      { dtype: x.dtype, shape: [...broadcast(x.shape.slice(0, -2), y.shape.slice(0, -2), "matMul"), m, n] },
    ];
  },
  emit: (to, names, { transA, transB }, { inputs }) => {
    if (!transA && !transB) return to.node("MatMul", names);
    const sides = { transA: int(transA ? 1 : 0), transB: int(transB ? 1 : 0) };
    // Gemm is ONNX's own; with batches in front only ONNX Runtime's FusedMatMul reads a side transposed.
    if (inputs.every((t) => t.shape.length === 2)) return to.node("Gemm", names, { attributes: sides });
    return to.isPortable
      ? plainMatMul(to, names, inputs, { transA, transB })
      : to.node("FusedMatMul", names, { attributes: sides, domain: "com.microsoft" });
  },
  gradient: ({ inputs, attributes: { transA, transB }, needs }, [dy]) => {
    const [a, b] = inputs as [Tensor, Tensor];
    if (!dy) return [];
    const da = () =>
      transA ? matMul(b, dy, { transA: transB, transB: true }) : matMul(dy, b, { transB: !transB });
    const db = () =>
      transB ? matMul(dy, a, { transA: true, transB: transA }) : matMul(a, dy, { transA: !transA });
    return [needs[0] ? sumLike(da(), a) : undefined, needs[1] ? sumLike(db(), b) : undefined];
  },
});

function lastTwo(t: Tensor, isTransposed: boolean): [Dim, Dim] {
  if (t.shape.length < 2)
    throw mismatch("matMul", showShape(t.shape), "Give values of at least two axes: [..., rows, columns].");
  const [rows, columns] = t.shape.slice(-2) as [Dim, Dim];
  return isTransposed ? [columns, rows] : [rows, columns];
}

/**
 * y = a · b over the last two axes; the ones before broadcast. `transA`, `transB`: that side is read transposed.
 * Shape: [..., m, k] · [..., k, n] → [..., m, n]. da = dy · bᵀ, db = aᵀ · dy.
 * Errors: NN_SHAPE_MISMATCH.
 */
export function matMul(
  a: Tensor,
  b: Tensor,
  { transA = false, transB = false }: Partial<Sides> = {},
): Tensor {
  const isFit = a.shape.at(-1) === b.shape[transB ? 1 : 0];
  // One matrix for all batches: a single product of stacked rows, whose gradient is a single product too.
  if (a.shape.length > 2 && b.shape.length === 2 && !transA && isFit) {
    const rows = reshape(a, [-1, a.shape.at(-1) as Dim]);
    const product = one(op.apply([rows, b], { transA, transB }));
    return reshape(product, [...a.shape.slice(0, -1), product.shape[1] as Dim], a);
  }
  return one(op.apply([a, b], { transA, transB }));
}
