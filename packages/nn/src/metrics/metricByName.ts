import { LeptonError, nearestName } from "@lepton/core";
import { type NdArray, sizeOf } from "../array/ndArray.ts";
import {
  binaryAccuracy,
  categoricalAccuracy,
  predictedLabels,
  sparseCategoricalAccuracy,
  topKAccuracy,
} from "./accuracy.ts";
import { elements } from "./input.ts";
import type { MeanMetric } from "./mean.ts";
import { fBeta, precision, recall } from "./precisionRecall.ts";
import { averagePrecisionOneVsRest, prAuc } from "./precisionRecallCurve.ts";
import { binaryLogLoss, brierScore, logLoss, multiclassBrierScore } from "./probability.ts";
import {
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  r2,
  rootMeanSquaredError,
} from "./regression.ts";
import { rocAuc, rocAucOneVsRest } from "./roc.ts";

/** A metric as training asks for it: whole arrays of an epoch in, one number out. */
export interface Metric {
  name: MetricName;
  /** Whether a better model has less or more of it. */
  mode: "min" | "max";
  /**
   * Truth: [rows], [rows, 1], or one-hot [rows, classes]; prediction [rows], [rows, 1] or [rows, classes].
   * NaN where the metric is not defined on these rows (AUC of one class only, R² of a constant truth).
   */
  compute(truth: NdArray, prediction: NdArray, weights?: Float32Array): number;
}

export type MetricName = keyof typeof metrics;
type Compute = (truth: NdArray, prediction: NdArray, weights?: Float32Array) => number | null;

const width = (array: NdArray): number => (array.shape.length < 2 ? 1 : sizeOf(array.shape.slice(1)));
const isOneHot = (truth: NdArray) => width(truth) > 1;
const classesOf = (truth: NdArray) => (isOneHot(truth) ? predictedLabels(truth) : truth);

/** One column goes to `binary`, several classes to `multi` with class numbers for the truth. */
const byClasses =
  (
    binary: (truth: NdArray, prediction: NdArray, weights?: Float32Array) => number | null,
    multi: (labels: NdArray | Int32Array, prediction: NdArray, weights?: Float32Array) => number | null,
  ): Compute =>
  (truth, prediction, weights) =>
    width(prediction) === 1
      ? binary(truth, prediction, weights)
      : multi(classesOf(truth), prediction, weights);

const calledPositive = (score: NdArray) => Uint8Array.from(elements(score), (p) => (p > 0.5 ? 1 : 0));

/** Class 1 at a threshold of 0.5, or the plain mean over the classes of the highest score. */
const ofLabels = (score: typeof precision): Compute =>
  byClasses(
    (truth, prediction, weights) => score(truth, calledPositive(prediction), { weights }),
    (truth, prediction, weights) =>
      score(truth, predictedLabels(prediction), { average: "macro", classes: width(prediction), weights }),
  );

/** All outputs of a row count alike. */
const overAll =
  (metric: MeanMetric<number | null>): Compute =>
  (truth, prediction, weights) => {
    const outputs = width(prediction);
    if (outputs === 1) return metric(truth, prediction, weights);
    const each =
      weights &&
      Float32Array.from(
        { length: weights.length * outputs },
        (_, i) => weights[Math.floor(i / outputs)] as number,
      );
    return metric(elements(truth), elements(prediction), each);
  };

/** Plain mean over the outputs. */
const overOutputs =
  (metric: typeof r2): Compute =>
  (truth, prediction, weights) => {
    const outputs = width(prediction);
    if (outputs === 1) return metric(truth, prediction, weights);
    const output = (of: NdArray, j: number) => {
      const values = elements(of);
      return Float64Array.from(
        { length: values.length / outputs },
        (_, i) => values[i * outputs + j] as number,
      );
    };
    let sum = 0;
    for (let j = 0; j < outputs; j++)
      sum += metric(output(truth, j), output(prediction, j), weights) ?? Number.NaN;
    return sum / outputs;
  };

const atHalf = binaryAccuracy();
const nats = binaryLogLoss();
const sparse: Compute = (truth, prediction, weights) => sparseCategoricalAccuracy(truth, prediction, weights);

const metrics = {
  /** Binary for one column of scores, else categorical. */
  accuracy: {
    mode: "max",
    compute: byClasses(atHalf, (truth, prediction, weights) =>
      sparseCategoricalAccuracy(truth, prediction, weights),
    ),
  },
  binaryAccuracy: { mode: "max", compute: overAll(atHalf) },
  categoricalAccuracy: { mode: "max", compute: categoricalAccuracy },
  sparseCategoricalAccuracy: { mode: "max", compute: sparse },
  /** k = 5, or all classes where there are fewer. */
  topKCategoricalAccuracy: {
    mode: "max",
    compute: (truth, prediction, weights) =>
      topKAccuracy(classesOf(truth), prediction, { k: Math.min(5, width(prediction)), weights }),
  },
  mae: { mode: "min", compute: overAll(meanAbsoluteError) },
  mse: { mode: "min", compute: overAll(meanSquaredError) },
  rmse: { mode: "min", compute: overAll(rootMeanSquaredError) },
  mape: { mode: "min", compute: overAll(meanAbsolutePercentageError) },
  r2: { mode: "max", compute: overOutputs(r2) },
  /** Several classes: plain mean of each against the rest. */
  auc: {
    mode: "max",
    compute: byClasses(
      rocAuc,
      (truth, prediction, weights) => rocAucOneVsRest(truth, prediction, weights).macro,
    ),
  },
  /** Trapezoids as Keras' `AUC(curve="PR")` for one column; several classes: mean average precision. */
  prAuc: {
    mode: "max",
    compute: byClasses(
      prAuc,
      (truth, prediction, weights) => averagePrecisionOneVsRest(truth, prediction, weights).macro,
    ),
  },
  precision: { mode: "max", compute: ofLabels(precision) },
  recall: { mode: "max", compute: ofLabels(recall) },
  f1: { mode: "max", compute: ofLabels(fBeta) },
  logLoss: {
    mode: "min",
    compute: byClasses(nats, (truth, prediction, weights) => logLoss(truth, prediction, { weights })),
  },
  brier: {
    mode: "min",
    compute: byClasses(brierScore, (truth, prediction, weights) =>
      multiclassBrierScore(truth, prediction, weights),
    ),
  },
} satisfies Record<string, { mode: "min" | "max"; compute: Compute }>;

export const metricNames = Object.keys(metrics) as MetricName[];

/** The metric of a name as Keras spells it in camel case. Errors: NN_METRIC_UNKNOWN, with the nearest name. */
export function metricByName(name: string): Metric {
  if (!Object.hasOwn(metrics, name)) {
    const near = nearestName(name, metricNames);
    throw new LeptonError("NN_METRIC_UNKNOWN", {
      problem: "There is no metric of that name.",
      received: name,
      next: near ? `Did you mean "${near}"?` : `Choose one of ${metricNames.join(", ")}.`,
    });
  }
  const { mode, compute } = metrics[name as MetricName];
  return {
    name: name as MetricName,
    mode,
    compute: (truth, prediction, weights) => compute(truth, prediction, weights) ?? Number.NaN,
  };
}
