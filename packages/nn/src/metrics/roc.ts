import { type Column, labelled, type Rows } from "./input.ts";
import { type OperatingPoints, operatingPoints } from "./operatingPoints.ts";

/** From (0, 0) at an infinite threshold to (1, 1). */
export interface RocCurve {
  falsePositiveRate: Float64Array;
  truePositiveRate: Float64Array;
  thresholds: Float64Array;
}
export interface RocOptions {
  weights?: Column | null;
  /** Leaves out points on the straight line between their neighbours: same curve, fewer points. Default true. */
  dropCollinear?: boolean;
}

/**
 * Receiver operating characteristic: true against false positive rate at every threshold (positive: score ≥ it).
 * Truth 0 or 1. Null when the truth is of one class only: one of the rates has no denominator.
 */
export function rocCurve(
  truth: Column,
  score: Column,
  { weights, dropCollinear = true }: RocOptions = {},
): RocCurve | null {
  const points = operatingPoints(truth, score, weights);
  if (points.positives === 0 || points.negatives === 0) return null;
  const kept = dropCollinear ? corners(points) : points.thresholds.map((_, i) => i);
  const withStart = (start: number, value: (point: number) => number) =>
    Float64Array.from({ length: kept.length + 1 }, (_, i) =>
      i === 0 ? start : value(kept[i - 1] as number),
    );
  return {
    falsePositiveRate: withStart(0, (i) => (points.falsePositives[i] as number) / points.negatives),
    truePositiveRate: withStart(0, (i) => (points.truePositives[i] as number) / points.positives),
    thresholds: withStart(Number.POSITIVE_INFINITY, (i) => points.thresholds[i] as number),
  };
}

/** Points where the direction changes, and the last. */
function corners({ truePositives: tp, falsePositives: fp }: OperatingPoints): Float64Array {
  const kept = new Float64Array(tp.length);
  let count = 0;
  for (let i = 0; i < tp.length; i++) {
    const before = i === 0 ? 0 : (tp[i - 1] as number);
    const beforeFp = i === 0 ? 0 : (fp[i - 1] as number);
    const rise = (tp[i] as number) - before;
    const run = (fp[i] as number) - beforeFp;
    const straight =
      i + 1 < tp.length &&
      rise * ((fp[i + 1] as number) - (fp[i] as number)) ===
        run * ((tp[i + 1] as number) - (tp[i] as number));
    if (!straight) kept[count++] = i;
  }
  return kept.subarray(0, count);
}

/**
 * Area under the ROC curve: the chance that a random positive scores above a random negative, ties counting half.
 * In [0, 1], 0.5 is chance. Truth 0 or 1, any scores. O(n).
 * Null when the truth is of one class only: there is no pair to compare.
 * Source: Hanley & McNeil 1982, Radiology 143:29–36.
 */
export function rocAuc(truth: Column, score: Column, weights?: Column | null): number | null {
  return areaOf(operatingPoints(truth, score, weights));
}

function areaOf({ truePositives, falsePositives, positives, negatives }: OperatingPoints): number | null {
  if (positives === 0 || negatives === 0) return null;
  let area = 0;
  let tp = 0;
  let fp = 0;
  for (let i = 0; i < truePositives.length; i++) {
    const nextTp = truePositives[i] as number;
    const nextFp = falsePositives[i] as number;
    area += ((nextFp - fp) * (tp + nextTp)) / 2;
    tp = nextTp;
    fp = nextFp;
  }
  return area / positives / negatives;
}

/** Areas of each class against the rest. */
export interface MulticlassAuc {
  /** Null for a class that never or always occurs. */
  perClass: (number | null)[];
  /** Plain mean; null when a class has none. */
  macro: number | null;
  /** Mean weighted by how often the class occurs; classes that never occur do not matter. */
  weighted: number | null;
}

/** One-vs-rest AUC. Truth [rows], scores [rows, classes]. */
export function rocAucOneVsRest(truth: Column, scores: Rows, weights?: Column | null): MulticlassAuc {
  return oneVsRest(truth, scores, rocAuc, weights);
}

/** `metric` of each class against the rest and its means. */
export function oneVsRest(
  truth: Column,
  scores: Rows,
  metric: (truth: Column, score: Column, weights?: Column | null) => number | null,
  weights?: Column | null,
): MulticlassAuc {
  const { truth: labels, data, rows, classes, weights: w } = labelled(truth, scores, weights);
  const is = new Uint8Array(rows);
  const score = new Float64Array(rows);
  const support = new Float64Array(classes);
  const perClass = Array.from({ length: classes }, (_, c) => {
    for (let i = 0; i < rows; i++) {
      is[i] = labels[i] === c ? 1 : 0;
      score[i] = data[i * classes + c] as number;
      if (is[i]) support[c] = (support[c] as number) + (w === null ? 1 : (w[i] as number));
    }
    return metric(is, score, w);
  });
  const mean = (weight: (c: number) => number) => {
    let sum = 0;
    let total = 0;
    for (let c = 0; c < classes; c++) {
      if (weight(c) === 0) continue;
      const value = perClass[c] ?? null;
      if (value === null) return null;
      sum += weight(c) * value;
      total += weight(c);
    }
    return sum / total;
  };
  return { perClass, macro: mean(() => 1), weighted: mean((c) => support[c] as number) };
}
