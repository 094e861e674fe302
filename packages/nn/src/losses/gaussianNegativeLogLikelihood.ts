import { z } from "zod";
import { mismatch, type Shape, showShape } from "../graph/shape.ts";
import { add, exp, mul, neg, sub } from "../ops/arithmetic.ts";
import { clip } from "../ops/clip.ts";
import { reduceMean } from "../ops/reduce.ts";
import { slice } from "../ops/slice.ts";
import { aligned } from "./align.ts";
import { defineLoss, type LossFactory } from "./defineLoss.ts";

const name = "gaussianNegativeLogLikelihood";
const config = z.strictObject({
  full: z.boolean().default(true),
  maxLogVariance: z.number().positive().default(20),
});

/**
 * mean ½ [s + (y − μ)² e⁻ˢ + ln 2π] over the last axis: the last layer gives means μ, then logarithms of variances s.
 * Shape: prediction [batch, …, 2·outputs], truth [batch, …, outputs]. Unit: nats.
 * Options: `full` (true) adds ½ ln 2π; `maxLogVariance` (20): s is held within ± it, so that e⁻ˢ stays finite.
 * Source: Nix & Weigend 1994, ICNN '94, 1:55–60. Errors: NN_SHAPE_MISMATCH when the last axis is odd.
 */
export const gaussianNegativeLogLikelihood: LossFactory<typeof config> = defineLoss(name, {
  config,
  truthShape: (prediction) => [...prediction.slice(0, -1), outputsOf(prediction)],
  perSample: (truth, prediction, { full, maxLogVariance }) => {
    const outputs = outputsOf(prediction.shape);
    const mean = slice(prediction, -1, 0, outputs);
    const s = clip(slice(prediction, -1, outputs, 2 * outputs), -maxLogVariance, maxLogVariance);
    const error = sub(aligned(truth, mean, name), mean);
    const value = add(s, mul(mul(error, error), exp(neg(s))));
    const half = mul(reduceMean(value, [-1]), 0.5);
    return full ? add(half, Math.log(2 * Math.PI) / 2) : half;
  },
});

function outputsOf(prediction: Shape): number {
  const width = prediction.at(-1);
  if (typeof width === "number" && width % 2 === 0 && prediction.length >= 2) return width / 2;
  throw mismatch(
    name,
    `prediction ${showShape(prediction)}`,
    "Give the last layer two units for every output: means, then logarithms of variances.",
  );
}
