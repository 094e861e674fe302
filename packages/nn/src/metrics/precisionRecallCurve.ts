import type { Column, Rows } from "./input.ts";
import { operatingPoints } from "./operatingPoints.ts";
import { type MulticlassAuc, oneVsRest } from "./roc.ts";

/** From recall 0 (precision 1 by convention, threshold ∞) to recall 1. */
export interface PrecisionRecallCurve {
  precision: Float64Array;
  recall: Float64Array;
  thresholds: Float64Array;
}

/**
 * Precision TP/(TP + FP) and recall TP/P at every threshold (positive: score ≥ it). Truth 0 or 1.
 * Null without positives: recall has no denominator.
 */
export function precisionRecallCurve(
  truth: Column,
  score: Column,
  weights?: Column | null,
): PrecisionRecallCurve | null {
  const { thresholds, truePositives, falsePositives, positives } = operatingPoints(truth, score, weights);
  if (positives === 0) return null;
  const points = thresholds.length + 1;
  const curve = {
    precision: new Float64Array(points).fill(1, 0, 1),
    recall: new Float64Array(points),
    thresholds: new Float64Array(points).fill(Number.POSITIVE_INFINITY, 0, 1),
  };
  for (let i = 1; i < points; i++) {
    const tp = truePositives[i - 1] as number;
    curve.precision[i] = tp / (tp + (falsePositives[i - 1] as number));
    curve.recall[i] = tp / positives;
    curve.thresholds[i] = thresholds[i - 1] as number;
  }
  return curve;
}

/**
 * Average precision Σ (Rᵢ − Rᵢ₋₁)·Pᵢ: the area under the curve as steps, without optimistic interpolation.
 * In [0, 1]; chance gives the share of positives. Null without positives.
 */
export const averagePrecision = (truth: Column, score: Column, weights?: Column | null): number | null =>
  sum(truth, score, weights, (precision) => precision);

/**
 * Area under the precision–recall curve by trapezoids. Straight lines between points are too kind there; prefer
 * `averagePrecision` unless comparing with someone who has this one. Null without positives.
 * Source: Davis & Goadrich 2006, ICML 233–240 (why not to interpolate).
 */
export const prAuc = (truth: Column, score: Column, weights?: Column | null): number | null =>
  sum(truth, score, weights, (precision, before) => (precision + before) / 2);

/** Average precision of each class against the rest. Truth [rows], scores [rows, classes]. */
export const averagePrecisionOneVsRest = (
  truth: Column,
  scores: Rows,
  weights?: Column | null,
): MulticlassAuc => oneVsRest(truth, scores, averagePrecision, weights);

function sum(
  truth: Column,
  score: Column,
  weights: Column | null | undefined,
  height: (precision: number, before: number) => number,
): number | null {
  const curve = precisionRecallCurve(truth, score, weights);
  if (curve === null) return null;
  let area = 0;
  for (let i = 1; i < curve.recall.length; i++)
    area +=
      ((curve.recall[i] as number) - (curve.recall[i - 1] as number)) *
      height(curve.precision[i] as number, curve.precision[i - 1] as number);
  return area;
}
