import { z } from "zod";
import { sigmoid, softplus } from "../ops/activations.ts";
import { add, log, maximum, mul, neg, pow, sub } from "../ops/arithmetic.ts";
import { clip } from "../ops/clip.ts";
import { reduceMean } from "../ops/reduce.ts";
import { aligned, epsilon, sigmoidOf } from "./align.ts";
import { smoothed } from "./binaryCrossentropy.ts";
import { defineLoss, type LossFactory } from "./defineLoss.ts";

const name = "binaryFocalCrossentropy";
const config = z.strictObject({
  applyClassBalancing: z.boolean().default(false),
  alpha: z.number().min(0).max(1).default(0.25),
  gamma: z.number().min(0).default(2),
  fromLogits: z.boolean().default(false),
  labelSmoothing: z.number().min(0).max(1).default(0),
});

/**
 * mean (1 − pₜ)^γ · crossentropy over the last axis, pₜ = y·p + (1−y)(1−p): what is already right counts little.
 * Options: `gamma` (2), `fromLogits`, `labelSmoothing`; with `applyClassBalancing` times α·y + (1−α)(1−y), `alpha` 0.25.
 * Logits are used whenever the model ends in a sigmoid. Unit: nats. Source: Lin et al. 2017, arXiv:1708.02002.
 */
export const binaryFocalCrossentropy: LossFactory<typeof config> = defineLoss(name, {
  config,
  perSample: (truth, prediction, { applyClassBalancing, alpha, gamma, fromLogits, labelSmoothing }) => {
    const y = smoothed(aligned(truth, prediction, name), labelSmoothing);
    const x = fromLogits ? prediction : sigmoidOf(prediction);
    const p = x ? sigmoid(x) : clip(prediction, epsilon, 1 - epsilon);
    const q = x ? sigmoid(neg(x)) : sub(1, p);
    const entropy = x ? sub(softplus(x), mul(x, y)) : neg(add(mul(y, log(p)), mul(sub(1, y), log(q))));
    const missed = add(mul(y, q), mul(sub(1, y), p)); // 1 − pₜ
    // A root of 0 has no derivative.
    const focused = gamma === 0 ? entropy : mul(entropy, pow(maximum(missed, epsilon), gamma));
    const weight = () => add(mul(y, 2 * alpha - 1), 1 - alpha);
    return reduceMean(applyClassBalancing ? mul(focused, weight()) : focused, [-1]);
  },
});
