import { z } from "zod";
import { axisOf, mismatch, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, div, exp, log, mul, neg, sub } from "../ops/arithmetic.ts";
import { clip } from "../ops/clip.ts";
import { reduceSum } from "../ops/reduce.ts";
import { reshape } from "../ops/reshape.ts";
import { logSoftmax } from "../ops/softmax.ts";
import { withGradient } from "../ops/withGradient.ts";
import { aligned, epsilon, softmaxOf } from "./align.ts";
import { defineLoss, type LossFactory } from "./defineLoss.ts";

const name = "categoricalCrossentropy";
const config = z.strictObject({
  fromLogits: z.boolean().default(false),
  labelSmoothing: z.number().min(0).max(1).default(0),
  axis: z.int().default(-1),
});

/**
 * −Σ y ln p over the classes of `axis`, p = softmax(x). Unit: nats. Truth: one row of probabilities, mostly one-hot.
 * From logits, and whenever the model ends in a softmax: −Σ y · logSoftmax(x), with dx = p·Σy − y.
 * From other probabilities: p is divided by its sum and held 1e-7 away from 0 and 1, as Keras does.
 * Options: `fromLogits` (false): the prediction is x. `labelSmoothing` (0): y goes to y(1−s) + s/classes. `axis` (−1).
 */
export const categoricalCrossentropy: LossFactory<typeof config> = defineLoss(name, {
  config,
  perSample: (truth, prediction, { fromLogits, labelSmoothing, axis: given }) => {
    const axis = axisOf(given, prediction.shape.length, name);
    const y = smoothedOver(aligned(truth, prediction, name), labelSmoothing, axis);
    const x = fromLogits ? prediction : softmaxOf(prediction, axis);
    if (!x) return fromProbabilities(y, prediction, axis);
    const logP = logSoftmax(x, axis);
    const p = () => (fromLogits ? exp(logP) : prediction);
    return withGradient(neg(reduceSum(mul(y, logP), [axis])), [x], (dy) => {
      const scale = reshape(dy, kept(x, axis), x);
      return [mul(sub(mul(p(), reduceSum(y, [axis], true)), y), scale)];
    });
  },
});

const kept = (x: Tensor, axis: number) => x.shape.map((dim, i) => (i === axis ? 1 : dim));

function fromProbabilities(y: Tensor, prediction: Tensor, axis: number): Tensor {
  const p = clip(div(prediction, reduceSum(prediction, [axis], true)), epsilon, 1 - epsilon);
  return neg(reduceSum(mul(y, log(p)), [axis]));
}

/** y(1−s) + s/classes. */
function smoothedOver(y: Tensor, labelSmoothing: number, axis: number): Tensor {
  if (labelSmoothing === 0) return y;
  const classes = y.shape[axis];
  if (typeof classes !== "number")
    throw mismatch(name, `axis ${axis} of ${showShape(y.shape)}`, "Smooth over an axis of known size.");
  return add(mul(y, 1 - labelSmoothing), labelSmoothing / classes);
}
