import type { Tensor } from "../graph/tensor.ts";
import { add, maximum, mul, neg, sub } from "../ops/arithmetic.ts";
import { cast } from "../ops/cast.ts";
import { equal, greater } from "../ops/compare.ts";
import { reduceMax, reduceMin, reduceSum } from "../ops/reduce.ts";
import { where } from "../ops/where.ts";
import { aligned } from "./align.ts";
import { defineLoss, type LossFactory, noOptions } from "./defineLoss.ts";
import { meanOf } from "./elementwise.ts";

type Plain = LossFactory<typeof noOptions>;

/** Truth of 0 and 1 goes to −1 and 1, when the whole batch is of such; as Keras does. */
function signs(truth: Tensor): Tensor {
  const isBit = add(cast(equal(truth, 0), "float32"), cast(equal(truth, 1), "float32"));
  return where(greater(reduceMin(isBit), 0), sub(mul(truth, 2), 1), truth);
}

/** mean max(0, 1 − y·p) over the last axis, y −1 or 1 (or 0 and 1). dp = −y/n where the margin is missed. */
export const hinge: Plain = defineLoss("hinge", {
  config: noOptions,
  perSample: (truth, prediction) => {
    const y = signs(aligned(truth, prediction, "hinge"));
    const missed = maximum(sub(1, mul(y, prediction)), 0);
    return meanOf("hinge", prediction, missed, () => neg(mul(y, cast(greater(missed, 0), "float32"))));
  },
});

/** mean max(0, 1 − y·p)² over the last axis, y −1 or 1 (or 0 and 1). dp = −2y·max(0, 1 − y·p)/n. */
export const squaredHinge: Plain = defineLoss("squaredHinge", {
  config: noOptions,
  perSample: (truth, prediction) => {
    const y = signs(aligned(truth, prediction, "squaredHinge"));
    const missed = maximum(sub(1, mul(y, prediction)), 0);
    return meanOf("squaredHinge", prediction, mul(missed, missed), () => mul(mul(y, missed), -2));
  },
});

/** max(0, 1 + max (1−y)·p − Σ y·p) over the last axis, y one-hot. */
export const categoricalHinge: Plain = defineLoss("categoricalHinge", {
  config: noOptions,
  perSample: (truth, prediction) => {
    const y = aligned(truth, prediction, "categoricalHinge");
    const right = reduceSum(mul(y, prediction), [-1]);
    const wrong = reduceMax(mul(sub(1, y), prediction), [-1]);
    return maximum(add(sub(wrong, right), 1), 0);
  },
});
