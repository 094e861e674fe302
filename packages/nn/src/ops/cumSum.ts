import { int } from "../graph/attribute.ts";
import { defineOp, int64Constant, one } from "../graph/op.ts";
import { axisOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";

interface CumSumAttributes {
  readonly axis: number;
  readonly isReversed: boolean;
  readonly isExclusive: boolean;
}
const op = defineOp<CumSumAttributes>("cumSum", {
  infer: ([x]) => [x as Tensor],
  emit: (to, names, { isReversed, isExclusive }) =>
    to.node("CumSum", names, {
      attributes: { reverse: int(isReversed ? 1 : 0), exclusive: int(isExclusive ? 1 : 0) },
    }),
  gradient: ({ attributes: { axis, isReversed, isExclusive } }, [dy]) => [
    dy && cumSum(dy, axis, { isReversed: !isReversed, isExclusive }),
  ],
});

interface CumSumOptions {
  /** From the last element back to the first; false unless told. */
  isReversed?: boolean;
  /** Without the element itself: the sum of those before; false unless told. */
  isExclusive?: boolean;
}

/**
 * yᵢ = Σⱼ≤ᵢ xⱼ along an axis. Shape [...] → [...]. dxⱼ = Σᵢ≥ⱼ dyᵢ: the sum from the other end.
 * Errors: NN_AXIS_INVALID.
 */
export function cumSum(
  x: Tensor,
  axis: number,
  { isReversed = false, isExclusive = false }: CumSumOptions = {},
): Tensor {
  const at = axisOf(axis, x.shape.length, "cumSum");
  return one(op.apply([x, int64Constant([at], [])], { axis: at, isReversed, isExclusive }));
}
