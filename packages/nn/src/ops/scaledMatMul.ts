import { float, int } from "../graph/attribute.ts";
import { defineOp, one } from "../graph/op.ts";
import { broadcast, type Dim, mismatch, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { plainMatMul } from "./plainMatMul.ts";

interface Scaled {
  readonly transA: boolean;
  readonly transB: boolean;
  readonly scale: number;
}

const op = defineOp<Scaled>("scaledMatMul", {
  infer: ([a, b], { transA, transB }) => {
    const [x, y] = [a as Tensor, b as Tensor];
    const [m, k] = lastTwo(x, transA);
    const [k2, n] = lastTwo(y, transB);
    if (k !== k2 || x.shape.length !== y.shape.length)
      throw mismatch(
        "scaledMatMul",
        `${showShape(x.shape)}${transA ? "ᵀ" : ""} · ${showShape(y.shape)}${transB ? "ᵀ" : ""}`,
        "Give [..., m, k] and [..., k, n] with equal axes before.",
      );
    const before = broadcast(x.shape.slice(0, -2), y.shape.slice(0, -2), "scaledMatMul");
    return [{ dtype: x.dtype, shape: [...before, m, n] }];
  },
  emit: (to, names, { transA, transB, scale }, { inputs }) =>
    to.isPortable
      ? plainMatMul(to, names, inputs, { transA, transB, scale })
      : to.node("FusedMatMul", names, {
          attributes: { transA: int(transA ? 1 : 0), transB: int(transB ? 1 : 0), alpha: float(scale) },
          domain: "com.microsoft",
        }),
  gradient: ({ inputs, attributes: { transA, transB, scale }, needs }, [dy]) => {
    const [a, b] = inputs as [Tensor, Tensor];
    if (!dy) return [];
    const da = () =>
      transA
        ? scaledMatMul(b, dy, scale, { transA: transB, transB: true })
        : scaledMatMul(dy, b, scale, { transB: !transB });
    const db = () =>
      transB
        ? scaledMatMul(dy, a, scale, { transA: true, transB: transA })
        : scaledMatMul(a, dy, scale, { transA: !transA });
    return [needs[0] ? da() : undefined, needs[1] ? db() : undefined];
  },
});

function lastTwo({ shape }: Tensor, isTransposed: boolean): [Dim, Dim] {
  const [rows, columns] = shape.slice(-2) as [Dim, Dim];
  return isTransposed ? [columns, rows] : [rows, columns];
}

/**
 * y = scale · a · b over the last two axes, in one pass; the axes before are equal. `transA`, `transB`: read transposed.
 * Shape: [..., m, k] · [..., k, n] → [..., m, n]. da = scale · dy · bᵀ, db = scale · aᵀ · dy. Errors: NN_SHAPE_MISMATCH.
 */
export const scaledMatMul = (
  a: Tensor,
  b: Tensor,
  scale: number,
  { transA = false, transB = false }: Partial<Omit<Scaled, "scale">> = {},
): Tensor => one(op.apply([a, b], { transA, transB, scale }));
