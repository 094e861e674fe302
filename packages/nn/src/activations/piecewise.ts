import type { Tensor } from "../graph/tensor.ts";
import { elu, relu as positive, tanh } from "../ops/activations.ts";
import { abs, add, minimum, mul, sqrt, sub } from "../ops/arithmetic.ts";
import { cast } from "../ops/cast.ts";
import { clip } from "../ops/clip.ts";
import { greater, greaterOrEqual, less, logicalAnd } from "../ops/compare.ts";
import { permutationOf, transpose } from "../ops/transpose.ts";
import { where } from "../ops/where.ts";
import { withGradient } from "../ops/withGradient.ts";

interface ReluOptions {
  negativeSlope?: number | undefined;
  maxValue?: number | undefined;
  threshold?: number | undefined;
}
/**
 * y = x from `threshold` (0) on, negativeSlope (0) · (x − threshold) below it, at most `maxValue`. Keras' relu; relu6 is
 * the one with 6.
 */
export function relu(x: Tensor, { negativeSlope = 0, maxValue, threshold: from = 0 }: ReluOptions): Tensor {
  if (negativeSlope === 0 && from === 0) return maxValue === undefined ? positive(x) : capped(x, maxValue);
  const below = negativeSlope === 0 ? mul(x, 0) : mul(sub(x, from), negativeSlope);
  const held = where(greaterOrEqual(x, from), x, below);
  return maxValue === undefined ? held : minimum(held, maxValue);
}

/** y = min(max(x, 0), most) in one pass. dx = dy where 0 < x < most: at both kinks 0, as TensorFlow's relu6. */
function capped(x: Tensor, most: number): Tensor {
  const order = permutationOf(x);
  if (order) return transpose(capped(order.of, most), order.axes);
  const y = clip(x, 0, most);
  return withGradient(y, [x], (dy) => [mul(dy, cast(logicalAnd(greater(y, 0), less(y, most)), "float32"))]);
}

/** y = x for x > 0, else α(e^(x/α) − 1). Source: Barron 2017, arXiv:1704.07483. */
export const celu = (x: Tensor, alpha: number): Tensor =>
  alpha === 1 ? elu(x, 1) : mul(elu(mul(x, 1 / alpha), 1), alpha);

/** y = ½x(1 + tanh(√(2/π)(x + 0.044715x³))): within 5e-4 of the exact gelu, and what GPT-2 was trained with. */
export const geluTanh = (x: Tensor): Tensor => {
  const inner = mul(mul(x, add(mul(mul(x, x), 0.044715), 1)), Math.sqrt(2 / Math.PI));
  return mul(mul(x, 0.5), add(tanh(inner), 1));
};

/** y = (x + √(x² + b)) / 2. Source: Barron 2021, arXiv:2112.11687. */
export const squareplus = (x: Tensor, b: number): Tensor => mul(add(x, sqrt(add(mul(x, x), b))), 0.5);

/** y = x held within ±1. */
export const hardTanh = (x: Tensor): Tensor => clip(x, -1, 1);

/** y = x − tanh x. */
export const tanhShrink = (x: Tensor): Tensor => sub(x, tanh(x));

/** y = x where |x| > t, else 0. */
export const hardShrink = (x: Tensor, t: number): Tensor => mul(x, cast(greater(abs(x), t), "float32"));

/** y = x less what of it lies within ±t. */
export const softShrink = (x: Tensor, t: number): Tensor => sub(x, clip(x, -t, t));

/** y = x where x > t, else `value`. */
export const threshold = (x: Tensor, t: number, value: number): Tensor => where(greater(x, t), x, value);
