import type { Tensor } from "../graph/tensor.ts";
import { tanh } from "../ops/activations.ts";
import { add, div, mul } from "../ops/arithmetic.ts";

/**
 * 1 − βᵗ of a scalar t. With a = −t·ln β / 2 it equals 2·tanh a / (1 + tanh a): in single precision 1 − 0.999ᵗ itself
 * has lost five of its seven digits at t = 1.
 */
export function oneMinusPower(beta: number, step: Tensor): Tensor {
  // β = 0: the average is the last value alone.
  const a = tanh(mul(step, Math.min(-Math.log(beta) / 2, 40)));
  return div(mul(a, 2), add(a, 1));
}
