import { LeptonError } from "@lepton/core";
import { type ConfusionMatrix, type ConfusionOptions, confusionMatrix, margins } from "./confusionMatrix.ts";
import type { Column } from "./input.ts";

export interface Scores {
  precision: number;
  recall: number;
  /** F-beta. */
  f: number;
}
export interface ClassScores {
  perClass: (Scores & { label: number; support: number })[];
  /** Plain mean over the classes of the matrix. */
  macro: Scores;
  /** From the summed counts: for single labels all three equal the accuracy. */
  micro: Scores;
  /** Mean over the classes weighted by their true rows. */
  weighted: Scores;
}
export interface ScoreOptions {
  /** How much more recall counts than precision. Default 1. */
  beta?: number;
  /** What 0/0 is: a class never predicted has no precision, one that never occurs no recall. Default 0. */
  zeroDivision?: 0 | 1;
}

/**
 * Precision TP/(TP + FP), recall TP/(TP + FN), F = (1 + β²)TP / ((1 + β²)TP + FP + β²FN), per class and averaged.
 * 0/0 is `zeroDivision`, as in scikit-learn but without its warning; F is 0/0 only where a class neither occurs nor
 * is predicted. Source: van Rijsbergen 1979, Information Retrieval, ch. 7.
 */
export function classScores(
  matrix: ConfusionMatrix,
  { beta = 1, zeroDivision = 0 }: ScoreOptions = {},
): ClassScores {
  const { truth, prediction, right, all } = margins(matrix);
  const over = (a: number, b: number) => (b === 0 ? zeroDivision : a / b);
  const score = (hits: number, predicted: number, actual: number): Scores => ({
    precision: over(hits, predicted),
    recall: over(hits, actual),
    f: over((1 + beta * beta) * hits, predicted + beta * beta * actual),
  });
  const perClass = Array.from(right, (hits, label) => ({
    label,
    support: truth[label] as number,
    ...score(hits, prediction[label] as number, truth[label] as number),
  }));
  const average = (weight: (support: number) => number): Scores => {
    const total = perClass.reduce((sum, c) => sum + weight(c.support), 0);
    const mean = (pick: (scores: Scores) => number) =>
      over(
        perClass.reduce((sum, c) => sum + weight(c.support) * pick(c), 0),
        total,
      );
    return { precision: mean((s) => s.precision), recall: mean((s) => s.recall), f: mean((s) => s.f) };
  };
  const hits = right.reduce((sum, v) => sum + v, 0);
  return {
    perClass,
    macro: average(() => 1),
    micro: score(hits, all, all),
    weighted: average((support) => support),
  };
}

/** Errors: NN_METRIC_AVERAGE when `binary` meets more than two classes. */
export interface AveragedOptions extends ScoreOptions, ConfusionOptions {
  /** `binary` scores class 1 alone. Default `binary`. */
  average?: "binary" | "macro" | "micro" | "weighted";
}

function averaged(truth: Column, prediction: Column, options: AveragedOptions): Scores {
  const { average = "binary" } = options;
  const matrix = confusionMatrix(truth, prediction, options);
  if (average === "binary" && matrix.classes > 2)
    throw new LeptonError("NN_METRIC_AVERAGE", {
      problem: "There are several classes, so there is no one positive class to score.",
      received: `${matrix.classes} classes`,
      next: 'Choose average "macro", "micro" or "weighted", or read `classScores` class by class.',
    });
  const scores = classScores(matrix, options);
  return average === "binary" ? (scores.perClass[1] as Scores) : scores[average];
}

/** TP/(TP + FP) of predicted labels: how many of those called positive are. */
export const precision = (truth: Column, prediction: Column, options: AveragedOptions = {}): number =>
  averaged(truth, prediction, options).precision;

/** TP/(TP + FN) of predicted labels: how many of the positive are found. */
export const recall = (truth: Column, prediction: Column, options: AveragedOptions = {}): number =>
  averaged(truth, prediction, options).recall;

/** F-beta of predicted labels; F1, the harmonic mean of precision and recall, unless `beta` is given. */
export const fBeta = (truth: Column, prediction: Column, options: AveragedOptions = {}): number =>
  averaged(truth, prediction, options).f;
