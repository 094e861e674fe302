import { LeptonError } from "@lepton/core";
import { z } from "zod";
import type { NdArray } from "../array/ndArray.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineLayer, noOptions } from "../layers/layer.ts";
import { aligned, epsilon, softmaxOf } from "../losses/align.ts";
import { defineLoss } from "../losses/defineLoss.ts";
import type { LossLike } from "../losses/index.ts";
import { model as makeModel } from "../models/build.ts";
import type { CompileOptions } from "../models/compile.ts";
import type { Data } from "../models/data.ts";
import type { FitOptions } from "../models/fitOptions.ts";
import type { History } from "../models/history.ts";
import type { Model } from "../models/model.ts";
import { div, exp, log, mul, sub } from "../ops/arithmetic.ts";
import { clip } from "../ops/clip.ts";
import { reduceSum } from "../ops/reduce.ts";
import { logSoftmax } from "../ops/softmax.ts";

const config = z.strictObject({
  temperature: z.number().positive().default(4),
  /** Teacher and student give scores, not probabilities; false unless told. */
  fromLogits: z.boolean().default(false),
});

/**
 * T² · KL(p ‖ q) over the last axis with p = softmax(teacher / T), q = softmax(student / T): T² keeps the gradient's
 * size as T grows. From probabilities their logarithms stand for the scores. Unit: nats.
 * Source: Hinton et al. 2015, arXiv:1503.02531.
 */
export const distillationLoss = defineLoss("distillation", {
  config,
  perSample: (truth, prediction, { temperature, fromLogits }) => {
    const teacher = aligned(truth, prediction, "distillation");
    const scores = (p: Tensor) => (fromLogits ? p : log(clip(p, epsilon, 1)));
    const own = fromLogits
      ? prediction
      : (softmaxOf(prediction, prediction.shape.length - 1) ?? scores(prediction));
    const logP = logSoftmax(div(scores(teacher), temperature), -1);
    const logQ = logSoftmax(div(own, temperature), -1);
    return mul(reduceSum(mul(exp(logP), sub(logP, logQ)), [-1]), temperature ** 2);
  },
});

/** The student's output a second time, under a name of its own. */
const again = defineLayer("distilled", { config: noOptions, call: ([x]) => x });

export interface DistillOptions extends Pick<CompileOptions, "optimizer" | "worker" | "threads"> {
  teacher: Model;
  student: Model;
  /** Loss of the student against the labels; sparse cross-entropy unless told. */
  loss?: LossLike;
  metrics?: readonly string[];
  /** Softens both; 4 unless told. */
  temperature?: number;
  /** Share of the teacher's loss, the rest is the labels'; 0.9 unless told. */
  alpha?: number;
  /** Both give scores, not probabilities; false unless told. */
  fromLogits?: boolean;
}
export interface Distillation {
  /** Trains the student: its weights are the student's own. Outputs: for the labels, for the teacher. */
  readonly model: Model;
  /** The teacher's predictions are computed once, then the student is trained on both. */
  fit(inputs: Data, labels: NdArray, options?: FitOptions): Promise<History>;
}

/**
 * Trains a small model to predict what a large one predicts: alpha · T²·KL(teacher ‖ student) + (1 − alpha) · loss.
 * Errors: NN_SHAPE_MISMATCH when the two give other shapes, NN_CONFIG_INVALID on an option outside its range.
 * Source: Hinton et al. 2015, arXiv:1503.02531.
 */
export function distill({
  teacher,
  student,
  loss = "sparseCategoricalCrossentropy",
  metrics = ["accuracy"],
  temperature = 4,
  alpha = 0.9,
  fromLogits = false,
  ...compile
}: DistillOptions): Distillation {
  const [output] = student.outputs;
  const [taught] = teacher.outputs;
  if (!output || !taught || output.shape.slice(1).join() !== taught.shape.slice(1).join())
    throw new LeptonError("NN_SHAPE_MISMATCH", {
      problem: "Teacher and student do not predict the same.",
      received: `[${taught?.shape.join(", ")}] and [${output?.shape.join(", ")}]`,
      next: "Give the student's last layer as many units as the teacher's.",
    });
  if (!(alpha >= 0 && alpha <= 1))
    throw new LeptonError("NN_CONFIG_INVALID", {
      problem: "alpha is a share.",
      received: String(alpha),
      next: "Give a number from 0 (labels only) to 1 (teacher only).",
      field: "alpha",
    });
  const soft = again({ name: "distilled" })(output);
  const both = makeModel({
    inputs: student.inputs,
    outputs: [output, soft],
    name: `${student.name}_distilled`,
    seed: student.seed,
  });
  const labelLoss: LossLike =
    fromLogits && typeof loss === "string" ? { name: loss, config: { fromLogits } } : loss;
  both.compile({
    ...compile,
    loss: [labelLoss, distillationLoss({ temperature, fromLogits })],
    lossWeights: [1 - alpha, alpha],
    metrics: [metrics, []],
  });
  return {
    model: both,
    fit: async (inputs, labels, options) => {
      const [predictions] = await teacher.predictAll(inputs);
      return both.fit(inputs, [labels, predictions as NdArray], options);
    },
  };
}
