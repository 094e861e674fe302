import { constant, defineOp, one } from "../graph/op.ts";
import { mismatch } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { mul } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { equal } from "./compare.ts";
import { permutationOf, transpose } from "./transpose.ts";

const op = defineOp<null>("clip", {
  infer: ([x]) => [x as Tensor],
  emit: (to, names) => to.node("Clip", names),
  // What stayed as it was lies inside.
  gradient: ({ inputs: [x], outputs: [y] }, [dy]) => [
    dy && mul(dy, cast(equal(x as Tensor, y as Tensor), "float32")),
  ],
});

/**
 * y = min(max(x, low), high). Shape [...] → [...]. The gradient passes where x lies inside, ends included.
 * Errors: NN_SHAPE_MISMATCH when low > high.
 */
export function clip(x: Tensor, low: number, high: number): Tensor {
  if (!(low <= high)) throw mismatch("clip", `low ${low}, high ${high}`, "Give the smaller bound first.");
  const order = permutationOf(x);
  return order
    ? transpose(clip(order.of, low, high), order.axes)
    : one(op.apply([x, constant(low), constant(high)], null));
}
