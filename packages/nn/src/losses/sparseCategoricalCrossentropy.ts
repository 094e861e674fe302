import { z } from "zod";
import { int32 } from "../array/ndArray.ts";
import { constant } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { div, exp, log, mul, neg } from "../ops/arithmetic.ts";
import { cast } from "../ops/cast.ts";
import { clip } from "../ops/clip.ts";
import { equal, logicalNot } from "../ops/compare.ts";
import { expandLike } from "../ops/expand.ts";
import { reduceSum } from "../ops/reduce.ts";
import { reshape } from "../ops/reshape.ts";
import { logSoftmax } from "../ops/softmax.ts";
import { where } from "../ops/where.ts";
import { withGradient } from "../ops/withGradient.ts";
import { column, epsilon, labelsOf, softmaxOf } from "./align.ts";
import { checkLabels } from "./checkLabels.ts";
import { defineLoss, type LossFactory } from "./defineLoss.ts";
import { widthOf } from "./elementwise.ts";
import { addAt, pick } from "./pick.ts";

const name = "sparseCategoricalCrossentropy";
const config = z.strictObject({
  fromLogits: z.boolean().default(false),
  ignoreClass: z.int().optional(),
});

/**
 * −ln p of the true class, p = softmax(x) over the last axis. Unit: nats. Truth: int32 labels, one per row.
 * From logits, and whenever the model ends in a softmax: −logSoftmax(x)[label], with dx = p − one-hot.
 * From other probabilities: p is divided by its sum and held 1e-7 away from 0 and 1, as Keras does.
 * Options: `fromLogits` (false): the prediction is x. `ignoreClass`: rows of this label cost nothing and do not count.
 * Errors: NN_LABEL_OUTSIDE from the check of the data.
 */
export const sparseCategoricalCrossentropy: LossFactory<typeof config> = defineLoss(name, {
  config,
  truth: "sparse",
  check: (truth, prediction, { ignoreClass }) => {
    const classes = prediction.at(-1);
    if (typeof classes === "number") checkLabels(truth, classes, ignoreClass);
  },
  counts: (truth, prediction, { ignoreClass }) =>
    ignoreClass === undefined ? undefined : isOther(labelsOf(truth, prediction, name), ignoreClass),
  perSample: (truth, prediction, { fromLogits, ignoreClass }) => {
    widthOf(prediction, name);
    const labels = labelsOf(truth, prediction, name);
    if (ignoreClass === undefined) return ofLabels(labels, prediction, fromLogits);
    const isReal = isOther(labels, ignoreClass);
    const loss = ofLabels(where(isReal, labels, label(0)), prediction, fromLogits);
    return mul(loss, cast(isReal, "float32"));
  },
});

const label = (value: number): Tensor => constant(int32([value], []));

const isOther = (labels: Tensor, ignoreClass: number): Tensor =>
  logicalNot(equal(labels, label(ignoreClass)));

function ofLabels(labels: Tensor, prediction: Tensor, fromLogits: boolean): Tensor {
  const at = column(labels);
  const axis = prediction.shape.length - 1;
  const x = fromLogits ? prediction : softmaxOf(prediction, axis);
  if (!x) return fromProbabilities(at, prediction);
  const logP = logSoftmax(x);
  const p = () => (fromLogits ? exp(logP) : prediction);
  return withGradient(neg(reshape(pick(logP, at), labels.shape)), [x], (dy) => {
    const scale = column(dy);
    return [addAt(mul(p(), scale), at, neg(scale))];
  });
}

/** With s the sum of a row: −ln(p/s), so dp = −1/p at the label and 1/s everywhere. */
function fromProbabilities(at: Tensor, prediction: Tensor): Tensor {
  const sum = reduceSum(prediction, [-1], true);
  const share = div(pick(prediction, at), sum);
  const p = clip(share, epsilon, 1 - epsilon);
  const value = reshape(neg(log(p)), at.shape.slice(0, -1));
  return withGradient(value, [prediction], (dy) => {
    // Flat where p was held back.
    const scale = div(mul(column(dy), cast(equal(p, share), "float32")), sum);
    return [addAt(expandLike(scale, prediction), at, neg(div(scale, p)))];
  });
}
