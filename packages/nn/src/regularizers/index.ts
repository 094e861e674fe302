import { z } from "zod";
import { constant } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { abs, add, mul, sign } from "../ops/arithmetic.ts";
import { reduceSum } from "../ops/reduce.ts";
import { withGradient } from "../ops/withGradient.ts";

/** Penalty on a weight, as plain data: `{ l1: 1e-5, l2: 1e-4 }`. */
export const regularizerSchema = z
  .object({ l1: z.number().min(0).default(0), l2: z.number().min(0).default(0) })
  .strict();
export type Regularizer = z.input<typeof regularizerSchema>;

/** Penalises the sum of absolute values: weights go to 0 and stay there. 0.01 as in Keras. */
export const l1 = (factor = 0.01): Regularizer => ({ l1: factor });
/** Penalises the sum of squares: weights stay small. 0.01 as in Keras. */
export const l2 = (factor = 0.01): Regularizer => ({ l2: factor });
/** Both penalties. */
export const l1l2 = (ofSizes = 0.01, ofSquares = 0.01): Regularizer => ({ l1: ofSizes, l2: ofSquares });

/** l1 · Σ|w| + l2 · Σw²: a scalar added to the loss. dw = l1 · sign w + 2·l2 · w, 0 at 0. */
export function penalty(weight: Tensor, { l1: size = 0, l2: square = 0 }: Regularizer): Tensor {
  const parts = (of: () => Tensor, factor: number | Tensor, isAsked: boolean) =>
    isAsked ? [mul(of(), factor)] : [];
  const sum = (tensors: Tensor[]) => tensors.reduce((all, one) => add(all, one));
  if (size === 0 && square === 0) return constant(0);
  const value = sum([
    ...parts(() => reduceSum(abs(weight)), size, size > 0),
    ...parts(() => reduceSum(mul(weight, weight)), square, square > 0),
  ]);
  return withGradient(value, [weight], (dy) => [
    sum([
      ...parts(() => sign(weight), mul(dy, size), size > 0),
      ...parts(() => weight, mul(dy, 2 * square), square > 0),
    ]),
  ]);
}
