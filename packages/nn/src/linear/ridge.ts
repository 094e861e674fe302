import { columnName, dependentColumns, fold, LeptonError, solveTriangle } from "@lepton/core";
import type { Column } from "../metrics/input.ts";
import { type FittedLinear, fittedLinear } from "./fittedLinear.ts";
import { checkOption, type Features, type FitOptions, regressionData } from "./input.ts";
import { interceptOf, type Squeezed, squeeze } from "./squeeze.ts";

export interface RidgeOptions {
  /** λ ≥ 0, scikit-learn's `alpha`; 0 is least squares. Default 1. */
  penalty?: number;
  /** Default true; the intercept is not penalised. */
  intercept?: boolean;
}

/**
 * Ridge regression min Σ wᵢ(yᵢ − a − xᵢβ)² + λ‖β‖², exactly: QR of the rows with √λ·I below them, so that the condition
 * number is not squared. Features on unlike scales are penalised unlike; standardise them first.
 * Memory features². Errors: NN_COLLINEAR at λ = 0, NN_OPTION. Source: Hoerl & Kennard 1970, Technometrics 12:55–67.
 * @example
 * const model = ridge({ penalty: 1 }).fit([[1, 2], [2, 1], [3, 5], [4, 3]], [1, 2, 4, 4]);
 * model.predict([[5, 4]]);
 */
export function ridge({ penalty = 1, intercept = true }: RidgeOptions = {}) {
  checkOption("penalty", penalty, 0);
  return {
    fit(x: Features, y: Column, options: FitOptions = {}): FittedLinear {
      const data = regressionData(x, y, options);
      return shrink(squeeze(data.x, data.y, { intercept, weights: data.weights }), penalty);
    },
  };
}

/** Ridge at several penalties, for one pass over the data. Fits in the order of `penalties`. */
export function ridgePath(
  x: Features,
  y: Column,
  {
    penalties,
    intercept = true,
    weights,
  }: { penalties: readonly number[]; intercept?: boolean } & FitOptions,
): { penalty: number; model: FittedLinear }[] {
  for (const penalty of penalties) checkOption("penalties", penalty, 0);
  const data = regressionData(x, y, { weights });
  const squeezed = squeeze(data.x, data.y, { intercept, weights: data.weights });
  return penalties.map((penalty) => ({ penalty, model: shrink(squeezed, penalty) }));
}

/** The ridge fit of a squeezed problem. Errors: NN_COLLINEAR. */
export function shrink(squeezed: Squeezed, penalty: number): FittedLinear {
  const { size, data } = squeezed.triangle;
  const features = size - 1;
  const root = Math.sqrt(penalty);
  const triangle = fold({ size, data: data.slice() }, features, (from, count, block, stride) => {
    block.fill(0);
    for (let i = 0; i < count; i++) block[(from + i) * stride + i] = root;
  });
  const dependent = dependentColumns(triangle, features);
  if (dependent.length > 0)
    throw new LeptonError("NN_COLLINEAR", {
      problem:
        "A feature is constant or a combination of the others, so without a penalty its effect is not defined.",
      received: dependent.map((j) => columnName(j)).join(", "),
      next: "Give a penalty above 0, or leave the named features out.",
    });
  const beta = solveTriangle(triangle);
  return fittedLinear(beta, interceptOf(squeezed, beta));
}
