import { z } from "zod";
import { axisOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { div, log, maximum, mul, neg, sqrt, sub } from "../ops/arithmetic.ts";
import { clip } from "../ops/clip.ts";
import { reduceSum } from "../ops/reduce.ts";
import { aligned, epsilon } from "./align.ts";
import { defineLoss, type LossFactory, noOptions } from "./defineLoss.ts";

/** Σ y ln(y/p) over the last axis, both held within [1e-7, 1] as Keras does. Unit: nats. */
export const klDivergence: LossFactory<typeof noOptions> = defineLoss("klDivergence", {
  config: noOptions,
  perSample: (truth, prediction) => {
    const y = clip(aligned(truth, prediction, "klDivergence"), epsilon, 1);
    const p = clip(prediction, epsilon, 1);
    return reduceSum(mul(y, sub(log(y), log(p))), [-1]);
  },
});

const config = z.strictObject({ axis: z.int().default(-1) });
/**
 * −Σ ŷ·p̂ over `axis` (−1), ŷ = y/‖y‖: −1 for the same direction, 1 for the opposite. A vector of zeros gives 0.
 * Keras' sign: less is more alike.
 */
export const cosineSimilarity: LossFactory<typeof config> = defineLoss("cosineSimilarity", {
  config,
  perSample: (truth, prediction, { axis: given }) => {
    const axis = axisOf(given, prediction.shape.length, "cosineSimilarity");
    const y = aligned(truth, prediction, "cosineSimilarity");
    return neg(reduceSum(mul(unit(y, axis), unit(prediction, axis)), [axis]));
  },
});

/** x/‖x‖, the norm at least 1e-7. */
const unit = (x: Tensor, axis: number): Tensor =>
  div(x, sqrt(maximum(reduceSum(mul(x, x), [axis], true), epsilon * epsilon)));
