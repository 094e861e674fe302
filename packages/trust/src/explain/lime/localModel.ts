import { LeptonError, twoSidedZ } from "@lepton/core";
import { interval, type ValueInterval } from "../explanation.ts";
import { sandwich, type WeightedFit, weightedFit } from "../weightedFit.ts";

/** A case in other dress: which of its parts are kept (1) or changed (0), what was predicted, how near it is. */
export interface Neighbourhood {
  /** [samples, parts] row-major; the case itself (all 1) first. */
  masks: Float64Array;
  /** [samples], unit of the prediction. */
  answers: Float64Array;
  /** Kernel weight in (0, 1], [samples]. */
  weights: Float64Array;
}

export interface LocalModelOptions {
  /** Parts that may enter the explanation; the others get 0. Default all. */
  features?: number;
  /** Ridge penalty on every part, none on the intercept. Default 1, as in the lime package. */
  penalty?: number;
  level?: number;
}

export interface LocalModel {
  /** Prediction of the local model when every part is changed. */
  base: number;
  /** [parts]; base + Σ values is the local model's prediction of the case. */
  values: number[];
  /** What the local model says of the case; far from the prediction: do not trust the values. */
  localPrediction: number;
  /** Weighted share of the variance of the neighbourhood that the local model explains. */
  rSquared: number;
  interval: ValueInterval;
}

/**
 * Locally weighted ridge min Σ wᵢ(yᵢ − β₀ − zᵢβ)² + λ·Σβⱼ². When only `features` parts may enter, they are chosen
 * as in the lime package ("auto"): forward, by weighted R², up to 6; else those of largest weight in a fit with
 * λ = 0.01.
 * Interval: normal, by the sandwich covariance over samples; of the ridge's own target, so its shrinkage is not in it.
 * Source: Ribeiro, Singh & Guestrin 2016, arXiv:1602.04938, algorithm 1 and section 3.4; lime 0.2 `lime_base.py`.
 */
export function localModel(
  around: Neighbourhood,
  { features, penalty = 1, level = 0.95 }: LocalModelOptions = {},
): LocalModel {
  const parts = around.masks.length / around.answers.length;
  const everything = Array.from({ length: parts }, (_, j) => j);
  const wanted = Math.min(features ?? parts, parts);
  const chosen =
    wanted === parts ? everything : wanted <= 6 ? forward(around, wanted) : largest(around, wanted);
  const fit = ridge(around, chosen, penalty);
  const errors = standardErrors(around, chosen, fit);
  const values = new Array<number>(parts).fill(0);
  const spread = new Float64Array(parts);
  chosen.forEach((part, i) => {
    values[part] = fit.beta[i + 1] as number;
    spread[part] = errors[i + 1] as number;
  });
  const n = around.answers.length;
  const base = fit.beta[0] as number;
  return {
    base,
    values,
    localPrediction: base + values.reduce((a, b) => a + b, 0),
    rSquared: rSquared(around, chosen, fit),
    interval: interval(values, spread, twoSidedZ(level), { level, n, about: "sampling" }),
  };
}

/** Columns [1, chosen parts] of the neighbourhood. */
function design({ masks, answers }: Neighbourhood, chosen: readonly number[]): Float64Array {
  const parts = masks.length / answers.length;
  const k = chosen.length + 1;
  const x = new Float64Array(answers.length * k);
  for (let i = 0; i < answers.length; i++) {
    x[i * k] = 1;
    for (const [c, part] of chosen.entries()) x[i * k + c + 1] = masks[i * parts + part] as number;
  }
  return x;
}

function ridge(around: Neighbourhood, chosen: readonly number[], penalty: number): WeightedFit {
  const penalties = [0, ...chosen.map(() => penalty)];
  const fit = weightedFit(design(around, chosen), around.answers, around.weights, penalties);
  if (!fit)
    throw new LeptonError("TRUST_OPTION", {
      problem: "The local model of an explanation has no unique solution.",
      received: `${around.answers.length} samples, penalty ${penalty}`,
      next: "Pass a penalty above 0, or more samples.",
      field: "penalty",
    });
  return fit;
}

function residuals(around: Neighbourhood, x: Float64Array, { beta }: WeightedFit): Float64Array {
  return around.answers.map((y, i) =>
    beta.reduce((left, b, j) => left - b * (x[i * beta.length + j] as number), y),
  );
}

function rSquared(around: Neighbourhood, chosen: readonly number[], fit: WeightedFit): number {
  const { answers, weights } = around;
  const left = residuals(around, design(around, chosen), fit);
  let [total, mean, inside, outside] = [0, 0, 0, 0];
  for (const [i, w] of weights.entries()) {
    total += w;
    mean += w * (answers[i] as number);
  }
  mean /= total;
  for (const [i, w] of weights.entries()) {
    inside += w * (left[i] as number) ** 2;
    outside += w * ((answers[i] as number) - mean) ** 2;
  }
  return outside === 0 ? 1 : 1 - inside / outside;
}

function forward(around: Neighbourhood, wanted: number): number[] {
  const parts = around.masks.length / around.answers.length;
  const chosen: number[] = [];
  while (chosen.length < wanted) {
    let best = -1;
    let bestShare = Number.NEGATIVE_INFINITY;
    for (let part = 0; part < parts; part++) {
      if (chosen.includes(part)) continue;
      const tried = [...chosen, part];
      // 1e-6 keeps a part that never changes solvable.
      const share = rSquared(around, tried, ridge(around, tried, 1e-6));
      if (share > bestShare) [best, bestShare] = [part, share];
    }
    chosen.push(best);
  }
  return chosen;
}

function largest(around: Neighbourhood, wanted: number): number[] {
  const parts = around.masks.length / around.answers.length;
  const everything = Array.from({ length: parts }, (_, j) => j);
  const size = Array.from(ridge(around, everything, 0.01).beta.slice(1), Math.abs);
  return everything.sort((a, b) => (size[b] as number) - (size[a] as number)).slice(0, wanted);
}

function standardErrors(around: Neighbourhood, chosen: readonly number[], fit: WeightedFit): Float64Array {
  const x = design(around, chosen);
  const k = fit.beta.length;
  const left = residuals(around, x, fit);
  const scores = x.map((value, at) => {
    const i = Math.floor(at / k);
    return value * (around.weights[i] as number) * (left[i] as number);
  });
  const covariance = sandwich(fit, scores);
  return Float64Array.from({ length: k }, (_, j) => Math.sqrt(covariance[j * k + j] as number));
}

/** √exp(−d²/width²), the kernel of the lime package. */
export const kernel = (distance: number, width: number): number =>
  Math.sqrt(Math.exp(-(distance ** 2) / width ** 2));

/** Cosine distance of a mask with `kept` of `parts` ones from the mask of all ones: 1 − √(kept/parts). */
export const cosineDistance = (kept: number, parts: number): number => 1 - Math.sqrt(kept / parts);
