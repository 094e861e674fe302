import { z } from "zod";
import { float32 } from "../array/ndArray.ts";
import { constant } from "../graph/op.ts";
import { mismatch, sameShape, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { maximum, mul, sub } from "../ops/arithmetic.ts";
import { cast } from "../ops/cast.ts";
import { greater } from "../ops/compare.ts";
import { column } from "./align.ts";
import { defineLoss, type LossFactory } from "./defineLoss.ts";
import { meanOf, widthOf } from "./elementwise.ts";

const config = z.strictObject({ quantiles: z.array(z.number().gt(0).lt(1)).min(1).default([0.5]) });

/**
 * Pinball loss of several quantiles at once: with e = y − p, mean max(q·e, (q−1)·e). Unit: that of y.
 * Shape: prediction [batch, …, quantiles], truth [batch, …] or [batch, …, 1]. dp = ([y < p] − q)/n.
 * Option: `quantiles` ([0.5], half the absolute error), one per unit of the last layer.
 * Source: Koenker & Bassett 1978, Econometrica 46(1):33–50. Errors: NN_SHAPE_MISMATCH.
 */
export const quantile: LossFactory<typeof config> = defineLoss("quantile", {
  config,
  truthShape: (prediction) => [...prediction.slice(0, -1), 1],
  perSample: (truth, prediction, { quantiles }) => {
    if (widthOf(prediction, "quantile") !== quantiles.length)
      throw mismatch(
        "quantile",
        `prediction ${showShape(prediction.shape)}, ${quantiles.length} quantiles`,
        "Give the last layer a unit for every quantile.",
      );
    const q = constant(float32(quantiles));
    const y = sharedBy(truth, prediction);
    const error = sub(y, prediction);
    const value = maximum(mul(error, q), mul(error, sub(q, 1)));
    return meanOf("quantile", prediction, value, () => sub(cast(greater(prediction, y), "float32"), q));
  },
});

/** One truth for all quantiles, [batch, …, 1]. */
function sharedBy(truth: Tensor, prediction: Tensor): Tensor {
  const y = cast(truth, "float32");
  const rows = prediction.shape.slice(0, -1);
  if (sameShape(truth.shape, [...rows, 1])) return y;
  if (sameShape(truth.shape, rows)) return column(y);
  throw mismatch(
    "quantile",
    `truth ${showShape(truth.shape)}, prediction ${showShape(prediction.shape)}`,
    `Give one value for all quantiles: ${showShape([...rows, 1])}.`,
  );
}
