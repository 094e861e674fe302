import type { FitOptions, SavedModel } from "../tabular/estimator.ts";
import type { ClassTarget, RegressionTarget } from "../tabular/target.ts";
import type { Moments } from "./moments.ts";
import type { SequenceTarget, SurvivalTarget } from "./outcomes.ts";

interface Fitted {
  readonly kind: string;
  readonly warnings: readonly string[];
  /** For `sequenceModelFromJSON`. */
  toJSON(): SavedModel;
  close(): Promise<void>;
}
/** Predicts a class from what came before a row's cutoff. */
export interface FittedSequenceClassifier extends Fitted {
  readonly task: "classification";
  readonly classes: readonly string[];
  /** [rows, classes] row-major; every row sums to 1. */
  predictProbabilities(x: Moments): Promise<Float64Array>;
}
/** Predicts an expected value or count within a row's horizon, in the unit of y. */
export interface FittedSequenceRegressor extends Fitted {
  readonly task: "regression";
  /** [rows] */
  predict(x: Moments): Promise<Float64Array>;
}
/** Predicts when an event comes. */
export interface FittedSequenceSurvival extends Fitted {
  readonly task: "survival";
  /** Chance that it has not come after each of these days. [rows, days] row-major, falling along a row. */
  predictSurvival(x: Moments, days: readonly number[]): Promise<Float64Array>;
}
export type FittedSequence = FittedSequenceClassifier | FittedSequenceRegressor | FittedSequenceSurvival;
export type FittedSequenceFor<T extends SequenceTarget> = T extends ClassTarget
  ? FittedSequenceClassifier
  : T extends RegressionTarget
    ? FittedSequenceRegressor
    : T extends SurvivalTarget
      ? FittedSequenceSurvival
      : never;

/** Every row counts alike. */
export type SequenceFitOptions = Omit<FitOptions, "weights">;

/** Hyperparameters that can be fitted on persons at points in time. */
export interface SequenceEstimator {
  readonly name: string;
  /** Errors: LEARN_ROWS_DIFFER, LEARN_TARGET_CONSTANT, LEARN_TOO_FEW_ROWS, those of the kind; the signal's reason. */
  fit<T extends SequenceTarget>(x: Moments, y: T, options: SequenceFitOptions): Promise<FittedSequenceFor<T>>;
}
