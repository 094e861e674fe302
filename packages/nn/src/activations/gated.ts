import { axisOf, mismatch, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { sigmoid } from "../ops/activations.ts";
import { mul } from "../ops/arithmetic.ts";
import { split } from "../ops/split.ts";

/**
 * y = a · σ(b), a and b the halves of x along an axis. Shape [..., 2n] → [..., n].
 * Source: Dauphin et al. 2017, arXiv:1612.08083. Errors: NN_SHAPE_MISMATCH when the axis is odd or open.
 */
export function glu(x: Tensor, axis: number): Tensor {
  const at = axisOf(axis, x.shape.length, "glu");
  const size = x.shape[at];
  if (typeof size !== "number" || size % 2 !== 0)
    throw mismatch("glu", `axis ${at} of ${showShape(x.shape)}`, "Give an even number of values to halve.");
  const [a, b] = split(x, at, [size / 2, size / 2]) as [Tensor, Tensor];
  return mul(a, sigmoid(b));
}
