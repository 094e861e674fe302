import { defineLoss, type Loss, ops } from "@lepton/nn";
import { z } from "zod";

const config = z.strictObject({});
type Made = () => Loss;

/** eᶻ − y·z, the Poisson likelihood of a count y whose expectation is eᶻ, less what hangs on y alone. [batch, 1] */
export const logRatePoisson: Made = defineLoss("logRatePoisson", {
  config,
  perSample: (truth, z) => ops.reduceMean(ops.sub(ops.exp(ops.clip(z, -20, 12)), ops.mul(truth, z)), [-1]),
});

/**
 * Zero with chance 1 − σ(z), else lognormal(μ, s), s = min(softplus(w) + 0.05, 2.5):
 * softplus(z) − [y>0]·z + [y>0]·(ln s + ½((ln y − μ)/s)²). Prediction [batch, 3]: z, μ, w; truth [batch, 1].
 * Source: Wang, Liu & Miao 2019, arXiv:1912.07753.
 */
export const zeroInflatedLognormal: Made = defineLoss("zeroInflatedLognormal", {
  config,
  truthShape: (prediction) => [...prediction.slice(0, -1), 1],
  perSample: (truth, prediction) => {
    const part = (at: number) => ops.slice(prediction, -1, at, at + 1);
    const [z, mean, spread] = [part(0), part(1), ops.minimum(ops.add(ops.softplus(part(2)), 0.05), 2.5)];
    const isSome = ops.cast(ops.greater(truth, 0), "float32");
    const error = ops.div(ops.sub(ops.log(ops.maximum(truth, 1e-6)), mean), spread);
    const some = ops.add(ops.log(spread), ops.mul(0.5, ops.square(error)));
    const value = ops.add(ops.softplus(z), ops.mul(isSome, ops.sub(some, z)));
    return ops.reduceMean(value, [-1]);
  },
});

/**
 * −ln of a discrete-time survival likelihood: Σₖ riskₖ·(softplus(zₖ) − cameₖ·zₖ), hazards σ(zₖ).
 * Prediction [batch, K]; truth [batch, 2K]: came, then risk. Source: Gensheimer & Narasimhan 2019, PeerJ 7:e6257.
 */
export const hazardLoss: Made = defineLoss("hazardLoss", {
  config,
  truthShape: (prediction) => [...prediction.slice(0, -1), 2 * Number(prediction.at(-1))],
  perSample: (truth, z) => {
    const k = Number(z.shape.at(-1));
    const [came, risk] = [ops.slice(truth, -1, 0, k), ops.slice(truth, -1, k, 2 * k)];
    return ops.reduceSum(ops.mul(risk, ops.sub(ops.softplus(z), ops.mul(came, z))), [-1]);
  },
});
