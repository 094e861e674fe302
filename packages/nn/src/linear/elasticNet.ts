import { LeptonError } from "@lepton/core";
import type { Column } from "../metrics/input.ts";
import { descend } from "./coordinateDescent.ts";
import { type FittedLinear, fittedLinear } from "./fittedLinear.ts";
import { checkOption, type Features, type FitOptions, regressionData } from "./input.ts";
import { shrink } from "./ridge.ts";
import { interceptOf, type Squeezed, squeeze } from "./squeeze.ts";

export interface DescentOptions {
  /** Default true; the intercept is not penalised. */
  intercept?: boolean;
  /** Duality gap, as a share of Σ w(y − ȳ)², at which to stop. Default 1e-10 (scikit-learn's is 1e-4). */
  tolerance?: number;
  /** Default 100,000; one costs features². */
  maxSweeps?: number;
}
export interface LassoOptions extends DescentOptions {
  /** λ ≥ 0, scikit-learn's `alpha`. Default 1. */
  penalty?: number;
}
export interface ElasticNetOptions extends LassoOptions {
  /** Share of the L1 part, scikit-learn's `l1_ratio`: 1 is the lasso, 0 ridge. Default 0.5. */
  l1Ratio?: number;
}

/**
 * Elastic net min Σ wᵢ(yᵢ − a − xᵢβ)² / (2 Σ wᵢ) + λ·ρ‖β‖₁ + ½λ(1 − ρ)‖β‖²: scikit-learn's objective. Coefficients that
 * do not help are exactly 0. One QR pass over the rows, then coordinate descent; memory features².
 * Errors: NN_NOT_CONVERGED, NN_OPTION. Source: Zou & Hastie 2005, J. R. Stat. Soc. B 67:301–320.
 */
export function elasticNet({ penalty = 1, l1Ratio = 0.5, ...options }: ElasticNetOptions = {}) {
  checkOption("penalty", penalty, 0);
  checkOption("l1Ratio", l1Ratio, 0, 1);
  return {
    fit(x: Features, y: Column, fitOptions: FitOptions = {}): FittedLinear {
      const squeezed = squeezeData(x, y, options, fitOptions);
      return descendAt(squeezed, penalty, l1Ratio, options, new Float64Array(squeezed.means.length));
    },
  };
}

/** The lasso: `elasticNet` with L1 alone. Source: Tibshirani 1996, J. R. Stat. Soc. B 58:267–288. */
export const lasso = (options: LassoOptions = {}) => elasticNet({ ...options, l1Ratio: 1 });

export interface PathOptions extends DescentOptions, FitOptions {
  /** Falling penalties; unless given, `count` from the smallest that makes all coefficients 0 down to `ratio` of it. */
  penalties?: readonly number[];
  /** Default 100. */
  count?: number;
  /** Default 0.001. */
  ratio?: number;
}
export interface PathPoint {
  penalty: number;
  model: FittedLinear;
}

/** Elastic nets at falling penalties, each started from the one before. `l1Ratio` must be above 0. */
export function elasticNetPath(
  x: Features,
  y: Column,
  {
    l1Ratio = 0.5,
    penalties,
    count = 100,
    ratio = 1e-3,
    ...options
  }: PathOptions & { l1Ratio?: number } = {},
): PathPoint[] {
  checkOption("l1Ratio", l1Ratio, 1e-3, 1);
  checkOption("count", count, 1);
  checkOption("ratio", ratio, Number.MIN_VALUE, 1);
  for (const penalty of penalties ?? []) checkOption("penalties", penalty, 0);
  const squeezed = squeezeData(x, y, options, options);
  const beta = new Float64Array(squeezed.means.length);
  const largest = largestPenalty(squeezed, l1Ratio);
  const falling =
    penalties ??
    Array.from({ length: count }, (_, i) => largest * ratio ** (count === 1 ? 0 : i / (count - 1)));
  return falling.map((penalty) => ({ penalty, model: descendAt(squeezed, penalty, l1Ratio, options, beta) }));
}

/** `elasticNetPath` of the lasso: l1Ratio 1. */
export const lassoPath = (x: Features, y: Column, options: PathOptions = {}): PathPoint[] =>
  elasticNetPath(x, y, { ...options, l1Ratio: 1 });

/** The smallest penalty at which every coefficient is 0: max |Xᵀ(y − ȳ)| / (Σ w · ρ). */
function largestPenalty({ triangle: { size, data }, totalWeight }: Squeezed, l1Ratio: number): number {
  let most = 0;
  for (let j = 0; j < size - 1; j++) {
    let sum = 0;
    for (let i = 0; i <= j; i++)
      sum += (data[i * size + j] as number) * (data[i * size + size - 1] as number);
    most = Math.max(most, Math.abs(sum));
  }
  return most / totalWeight / l1Ratio;
}

function squeezeData(
  x: Features,
  y: Column,
  { intercept = true }: DescentOptions,
  options: FitOptions,
): Squeezed {
  const data = regressionData(x, y, options);
  return squeeze(data.x, data.y, { intercept, weights: data.weights });
}

/** From `beta`, which is moved on; the model gets a copy. */
function descendAt(
  squeezed: Squeezed,
  penalty: number,
  l1Ratio: number,
  { tolerance = 1e-10, maxSweeps = 100_000 }: DescentOptions,
  beta: Float64Array,
): FittedLinear {
  const { triangle, totalWeight } = squeezed;
  const l1 = penalty * l1Ratio * totalWeight;
  const l2 = penalty * (1 - l1Ratio) * totalWeight;
  if (l1 === 0) {
    // Without an L1 part there is a direct answer, and no duality gap to stop by.
    const model = shrink(squeezed, l2);
    beta.set(model.coefficients);
    return model;
  }
  const { gap, sweeps } = descend({ triangle, l1, l2, tolerance, maxSweeps }, beta);
  if (gap > tolerance)
    throw new LeptonError("NN_NOT_CONVERGED", {
      problem: `Coordinate descent did not settle within ${sweeps} sweeps.`,
      received: `duality gap ${gap.toExponential(1)} of the sum of squares, tolerance ${tolerance}`,
      next: "Standardise the features, raise the penalty or maxSweeps, or accept a larger tolerance.",
    });
  const coefficients = beta.slice();
  return fittedLinear(coefficients, interceptOf(squeezed, coefficients));
}
