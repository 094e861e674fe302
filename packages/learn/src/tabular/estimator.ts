import type { Table } from "../table/table.ts";
import type { ClassTarget, RegressionTarget, Target } from "./target.ts";

/** How far a fit has come. */
export interface FitProgress {
  /** In [0, 1]; an estimate where the end is not known. */
  share: number;
  /** What is being done, e.g. "tree 40 of at most 400". */
  step: string;
  /** Losses or metrics so far, by name, for live curves. */
  values?: Readonly<Record<string, number>>;
  /** Where `values` belong: the model of a bag, from 0, and its epoch or round, from 1. */
  at?: { run: number; round: number };
}

export interface FitOptions {
  /** All randomness of the fit follows from it. */
  seed: number;
  /** How much each row counts: zero or more. */
  weights?: ArrayLike<number>;
  /** Ends the fit with the signal's reason. */
  signal?: AbortSignal;
  onProgress?(progress: FitProgress): void;
}

/** A fitted model as plain data, for `modelFromJSON`. */
export interface SavedModel {
  readonly kind: string;
  readonly [part: string]: unknown;
}

interface Fitted {
  readonly kind: string;
  /** Names of the columns that predictions need. Others are ignored; a value may be missing, a column may not. */
  readonly columns: readonly string[];
  /** What a person should know of this fit, e.g. categories that were put together. */
  readonly warnings: readonly string[];
  toJSON(): SavedModel;
  /** Ends a thread, where the model holds one. */
  close(): Promise<void>;
}

/** Predicts a value, in the unit of y. Keeps no training data. */
export interface FittedRegressor extends Fitted {
  readonly task: "regression";
  /** [rows]. Errors: LEARN_COLUMN_UNKNOWN, LEARN_COLUMN_KIND. */
  predict(x: Table): Promise<Float64Array>;
}
/** Predicts a class. Keeps no training data. */
export interface FittedClassifier extends Fitted {
  readonly task: "classification";
  readonly classes: readonly string[];
  /** [rows, classes] row-major; every row sums to 1. */
  predictProbabilities(x: Table): Promise<Float64Array>;
  /** The likeliest class as its place in `classes`, [rows]. */
  predict(x: Table): Promise<Int32Array>;
}
export type FittedModel = FittedRegressor | FittedClassifier;
export type FittedFor<T extends Target> = T extends RegressionTarget
  ? FittedRegressor
  : T extends ClassTarget
    ? FittedClassifier
    : never;

/**
 * Hyperparameters that can be fitted; it has no `predict`.
 * @example
 * const fitted = await boostedTrees().fit(table, classTarget(labels), { seed: 7 });
 * const probabilities = await fitted.predictProbabilities(newRows);
 */
export interface Estimator {
  readonly name: string;
  /**
   * Learns from these rows alone: what prepares the columns is fitted on them too and travels in the fitted value.
   * Errors: LEARN_ROWS_DIFFER, LEARN_TARGET_CONSTANT, LEARN_NO_FEATURES, LEARN_WEIGHTS; the signal's reason.
   */
  fit<T extends Target>(x: Table, y: T, options: FitOptions): Promise<FittedFor<T>>;
}
