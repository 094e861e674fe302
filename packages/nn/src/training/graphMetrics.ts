import type { Tensor } from "../graph/tensor.ts";
import { argMax } from "../ops/argMax.ts";
import { abs, square, sub } from "../ops/arithmetic.ts";
import { cast } from "../ops/cast.ts";
import { equal, greater } from "../ops/compare.ts";
import { reduceMean } from "../ops/reduce.ts";
import type { GraphMetric } from "./judge.ts";

const asFloat = (x: Tensor): Tensor => cast(x, "float32");
const meanOfLast = (x: Tensor): Tensor => reduceMean(x, [-1]);

/** Share of outputs on the right side of ½. */
const binaryAccuracy: GraphMetric = {
  name: "accuracy",
  perSample: (truth, prediction) =>
    meanOfLast(asFloat(equal(asFloat(greater(prediction, 0.5)), asFloat(greater(truth, 0.5))))),
};
/** Share of samples whose largest output is the true class; truth one-hot. */
const categoricalAccuracy: GraphMetric = {
  name: "accuracy",
  perSample: (truth, prediction) => asFloat(equal(argMax(truth, -1), argMax(prediction, -1))),
};
/** The same with integer labels. */
const sparseCategoricalAccuracy: GraphMetric = {
  name: "accuracy",
  perSample: (truth, prediction) => asFloat(equal(cast(truth, "int64"), argMax(prediction, -1))),
};
const meanSquaredError: GraphMetric = {
  name: "mse",
  perSample: (truth, prediction) => meanOfLast(square(sub(prediction, truth))),
};
const meanAbsoluteError: GraphMetric = {
  name: "mae",
  perSample: (truth, prediction) => meanOfLast(abs(sub(prediction, truth))),
};

const named: Readonly<Record<string, GraphMetric>> = {
  binaryAccuracy: { ...binaryAccuracy, name: "binaryAccuracy" },
  categoricalAccuracy: { ...categoricalAccuracy, name: "categoricalAccuracy" },
  sparseCategoricalAccuracy: { ...sparseCategoricalAccuracy, name: "sparseCategoricalAccuracy" },
  mse: meanSquaredError,
  meanSquaredError: { ...meanSquaredError, name: "meanSquaredError" },
  mae: meanAbsoluteError,
  meanAbsoluteError: { ...meanAbsoluteError, name: "meanAbsoluteError" },
};

/**
 * The metric of this name that a graph can average, or undefined. "accuracy" means what the loss does, as in Keras:
 * classes by number, one-hot classes, or a single yes/no output.
 */
export function graphMetric(
  name: string,
  truth: "same" | "sparse",
  outputs: number,
): GraphMetric | undefined {
  if (name !== "accuracy") return named[name];
  if (truth === "sparse") return sparseCategoricalAccuracy;
  return outputs === 1 ? binaryAccuracy : categoricalAccuracy;
}
