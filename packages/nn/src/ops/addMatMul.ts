import { int } from "../graph/attribute.ts";
import { defineOp, one } from "../graph/op.ts";
import { broadcast, type Dim, mismatch, sameShape, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { matMul } from "./matMul.ts";
import { sumLike } from "./reduce.ts";

interface Sides {
  readonly transB: boolean;
}

const op = defineOp<Sides>("addMatMul", {
  infer: (inputs, { transB }) => {
    const [a, b, c] = inputs as [Tensor, Tensor, Tensor];
    const [k, n] = (transB ? [...b.shape].reverse() : b.shape) as [Dim, Dim];
    const [m, inner] = a.shape as [Dim, Dim];
    const isFit = a.shape.length === 2 && b.shape.length === 2 && inner === k;
    if (!isFit || !sameShape(broadcast(c.shape, [m, n], "addMatMul"), [m, n]))
      throw mismatch(
        "addMatMul",
        `${showShape(c.shape)} + ${showShape(a.shape)} · ${showShape(b.shape)}${transB ? "ᵀ" : ""}`,
        "Give two matrices that fit, and a summand that broadcasts to their product.",
      );
    return [{ dtype: a.dtype, shape: [m, n] }];
  },
  emit: (to, names, { transB }) => to.node("Gemm", names, { attributes: { transB: int(transB ? 1 : 0) } }),
  gradient: ({ inputs, attributes: { transB }, needs }, [dy]) => {
    const [a, b, c] = inputs as [Tensor, Tensor, Tensor];
    if (!dy) return [];
    const db = () => (transB ? matMul(dy, a, { transA: true }) : matMul(a, dy, { transA: true }));
    return [
      needs[0] ? matMul(dy, b, { transB: !transB }) : undefined,
      needs[1] ? db() : undefined,
      needs[2] ? sumLike(dy, c) : undefined,
    ];
  },
});

/**
 * y = c + a · b (or a · bᵀ), in one pass over y. Shape: [m, n] or what broadcasts to it, [m, k], [k, n] → [m, n].
 * da = dy · bᵀ, db = aᵀ · dy, dc = dy. Errors: NN_SHAPE_MISMATCH.
 */
export const addMatMul = (c: Tensor, a: Tensor, b: Tensor, { transB = false }: Partial<Sides> = {}): Tensor =>
  one(op.apply([a, b, c], { transB }));
