import type { Tensor } from "../graph/tensor.ts";
import { div, maximum, sqrt, square } from "./arithmetic.ts";
import { reduceSum } from "./reduce.ts";

/**
 * y = x / √max(Σ x², ε) along an axis: rows of length 1. Shape [...] → [...]. ε (1e-12) keeps zeros zeros.
 * Source: TensorFlow's `math.l2_normalize`.
 */
export const l2Normalize = (x: Tensor, axis = -1, epsilon = 1e-12): Tensor =>
  div(x, sqrt(maximum(reduceSum(square(x), [axis], true), epsilon)));
