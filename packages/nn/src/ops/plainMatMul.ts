import { ints } from "../graph/attribute.ts";
import type { Emitter } from "../graph/emit.ts";
import type { Tensor } from "../graph/tensor.ts";

/**
 * scale · a · b, each side read transposed or not, in ONNX's own operators: for files that other runtimes read. ONNX
 * Runtime joins the three to its FusedMatMul by itself. Shapes: [..., m, k] · [..., k, n] → [..., m, n].
 */
export function plainMatMul(
  to: Emitter,
  names: readonly string[],
  inputs: readonly Tensor[],
  { transA, transB, scale = 1 }: { transA: boolean; transB: boolean; scale?: number },
): readonly string[] {
  const side = (i: number, isTransposed: boolean): string => {
    const rank = (inputs[i] as Tensor).shape.length;
    const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
    const [turned] = isTransposed
      ? to.node("Transpose", [names[i] as string], { attributes: { perm: ints(perm) } })
      : [names[i]];
    return turned as string;
  };
  const product = to.node("MatMul", [side(0, transA), side(1, transB)]);
  if (scale === 1) return product;
  const factor = to.constant({ dtype: "float32", shape: [], data: Float32Array.of(scale) });
  return to.node("Mul", [product[0] as string, factor]);
}
