import { mismatch, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { mul } from "../ops/arithmetic.ts";
import { reduceMean } from "../ops/reduce.ts";
import { withGradient } from "../ops/withGradient.ts";
import { column } from "./align.ts";

/** Size of the last axis. Errors: NN_SHAPE_MISMATCH when it is not known before the graph runs. */
export function widthOf(prediction: Tensor, loss: string): number {
  const width = prediction.shape.at(-1);
  if (typeof width !== "number" || prediction.shape.length < 2)
    throw mismatch(loss, `prediction ${showShape(prediction.shape)}`, "Give [batch, …, outputs].");
  return width;
}

/**
 * Mean of f over the last axis, whose gradient with respect to `x` is written at once: dx = f′ · dy / n.
 * `slope` gives f′ in x's shape; it is asked for only when the graph trains.
 */
export function meanOf(loss: string, x: Tensor, value: Tensor, slope: () => Tensor): Tensor {
  const width = widthOf(x, loss);
  return withGradient(reduceMean(value, [-1]), [x], (dy) => [mul(slope(), column(mul(dy, 1 / width)))]);
}
