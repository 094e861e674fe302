import { z } from "zod";
import type { Tensor } from "../graph/tensor.ts";
import { sigmoid, softplus } from "../ops/activations.ts";
import { add, div, log, mul, neg, sub } from "../ops/arithmetic.ts";
import { cast } from "../ops/cast.ts";
import { clip } from "../ops/clip.ts";
import { equal } from "../ops/compare.ts";
import { aligned, epsilon, sigmoidOf } from "./align.ts";
import { defineLoss, type LossFactory } from "./defineLoss.ts";
import { meanOf } from "./elementwise.ts";

const name = "binaryCrossentropy";
const config = z.strictObject({
  fromLogits: z.boolean().default(false),
  labelSmoothing: z.number().min(0).max(1).default(0),
});

/**
 * −mean [y ln p + (1−y) ln(1−p)] over the last axis, p = σ(x). Unit: nats.
 * From logits, and whenever the model ends in a sigmoid: softplus(x) − x·y, exact at any x, with dx = (p − y)/n.
 * From other probabilities: p is held 1e-7 away from 0 and 1, as Keras does.
 * Options: `fromLogits` (false): the prediction is x. `labelSmoothing` (0): y goes to y(1−s) + s/2.
 */
export const binaryCrossentropy: LossFactory<typeof config> = defineLoss(name, {
  config,
  perSample: (truth, prediction, { fromLogits, labelSmoothing }) => {
    const y = smoothed(aligned(truth, prediction, name), labelSmoothing);
    const x = fromLogits ? prediction : sigmoidOf(prediction);
    if (!x) return fromProbabilities(y, prediction);
    const p = () => (fromLogits ? sigmoid(x) : prediction);
    return meanOf(name, x, sub(softplus(x), mul(x, y)), () => sub(p(), y));
  },
});

function fromProbabilities(y: Tensor, prediction: Tensor): Tensor {
  const p = clip(prediction, epsilon, 1 - epsilon);
  const q = sub(1, p);
  const value = neg(add(mul(y, log(p)), mul(sub(1, y), log(q))));
  // Flat where p was held back.
  const isInside = () => cast(equal(p, prediction), "float32");
  return meanOf(name, prediction, value, () => mul(div(sub(p, y), mul(p, q)), isInside()));
}

/** y(1−s) + s/2. */
export const smoothed = (y: Tensor, labelSmoothing: number): Tensor =>
  labelSmoothing === 0 ? y : add(mul(y, 1 - labelSmoothing), labelSmoothing / 2);
