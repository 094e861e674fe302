import type { Tensor } from "../graph/tensor.ts";
import { relu } from "./activations.ts";
import { mul, neg, sub } from "./arithmetic.ts";

/**
 * y = x for x > 0, else slope · x, with a slope that is trained. Shape: `slope` broadcasts against x [...] → [...].
 * y = relu(x) − slope · relu(−x), so dslope = dy · min(x, 0), and dx is 0 at 0.
 * Source: He et al. 2015, arXiv:1502.01852.
 */
export const prelu = (x: Tensor, slope: Tensor): Tensor => sub(relu(x), mul(slope, relu(neg(x))));
