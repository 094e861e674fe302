import { float32 } from "../array/ndArray.ts";
import { constant } from "../graph/op.ts";
import { mismatch, sameShape, showShape, staticShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, mul } from "./arithmetic.ts";
import { layerNorm } from "./layerNorm.ts";
import { reshape } from "./reshape.ts";

/**
 * y = γ · (x − mean) / √(var + ε) + β, mean and variance over each picture's `groups` of neighbouring channels, γ and
 * β per channel. Shape: x [n, c, …], γ and β [c] → x's. Written with layerNorm's kernel and gradient.
 * Errors: NN_SHAPE_MISMATCH. Source: Wu & He 2018, arXiv:1803.08494.
 */
export function groupNorm(x: Tensor, gamma: Tensor, beta: Tensor, groups: number, epsilon: number): Tensor {
  const [batch, channels, ...sizes] = x.shape;
  const known = staticShape(x.shape.slice(1));
  if (
    batch === undefined ||
    !known ||
    !Number.isInteger((channels as number) / groups) ||
    [gamma, beta].some((t) => !sameShape(t.shape, x.shape.slice(1, 2)))
  )
    throw mismatch(
      "groupNorm",
      `${[x, gamma, beta].map((t) => showShape(t.shape)).join(", ")} in ${groups} groups`,
      "Give [batch, channels, ...], twice [channels], and groups that divide the channels.",
    );
  const width = known.reduce((a, b) => a * b, 1) / groups;
  const ones = constant(float32(new Float32Array(width).fill(1)));
  const zeros = constant(float32(new Float32Array(width)));
  const normal = reshape(layerNorm(reshape(x, [batch, groups, width]), ones, zeros, epsilon), x.shape, x);
  const perChannel = (t: Tensor) => reshape(t, [-1, ...sizes.map(() => 1)]);
  return add(mul(normal, perChannel(gamma)), perChannel(beta));
}

/** groupNorm with every channel for itself. Source: Ulyanov et al. 2016, arXiv:1607.08022. */
export const instanceNorm = (x: Tensor, gamma: Tensor, beta: Tensor, epsilon: number): Tensor =>
  groupNorm(x, gamma, beta, x.shape[1] as number, epsilon);
