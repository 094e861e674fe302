import { z } from "zod";
import type { Tensor } from "../graph/tensor.ts";
import { abs, add, mul, square } from "../ops/arithmetic.ts";
import { reduceSum } from "../ops/reduce.ts";

/** Penalty on a weight, as plain data: `{ l1: 1e-5, l2: 1e-4 }`. */
export const regularizerSchema = z
  .object({ l1: z.number().min(0).default(0), l2: z.number().min(0).default(0) })
  .strict();
export type Regularizer = z.input<typeof regularizerSchema>;

/** l1 · Σ|w| + l2 · Σw²: a scalar added to the loss. */
export function penalty(weight: Tensor, { l1 = 0, l2 = 0 }: Regularizer): Tensor {
  const parts = [
    ...(l1 > 0 ? [mul(reduceSum(abs(weight)), l1)] : []),
    ...(l2 > 0 ? [mul(reduceSum(square(weight)), l2)] : []),
  ];
  return parts.reduce((sum, part) => add(sum, part), mul(reduceSum(weight), 0));
}
