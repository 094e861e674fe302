import type { FitProgress } from "../tabular/estimator.ts";

export interface TextFitOptions {
  /** All randomness of the fit follows from it. Default 1. */
  seed?: number;
  /** Ends the fit with the signal's reason. */
  signal?: AbortSignal;
  onProgress?(progress: FitProgress): void;
}

/** What a word does to the answer. */
export interface WordWeight {
  /** Where it stands in the text, in UTF-16 units: `text.slice(start, end)`. */
  start: number;
  end: number;
  text: string;
  /** Log odds it adds to the class; below 0 it speaks against it. */
  weight: number;
}

export interface TextExplanation {
  /** The class explained: the likeliest unless asked. */
  class: string;
  probability: number;
  /**
   * Of two classes the log odds of this one; of several its score, whose mean over the classes is 0.
   * exact: `bias` + the sum of the words' weights.
   */
  score: number;
  /** Score of a text without words. */
  bias: number;
  /** In the order of the text; a word with no say has weight 0. */
  words: readonly WordWeight[];
  /** exact: the weights add up to the score. occlusion: what the score loses when the word alone is taken out. */
  method: "exact" | "occlusion";
}

/** A fitted text model as plain data, for `textModelFromJSON`. */
export interface SavedTextModel {
  readonly kind: string;
  readonly [part: string]: unknown;
}

/** Tells the class of texts. Keeps no training texts. */
export interface FittedTextModel {
  readonly kind: string;
  /** In the order of their names, numbers by size. */
  readonly classes: readonly string[];
  readonly warnings: readonly string[];
  /** [texts, classes] row-major; every row sums to 1. A text without known words gets about the classes' shares. */
  predictProbabilities(texts: readonly string[]): Promise<Float64Array>;
  /** The likeliest class of each text, by name. */
  predict(texts: readonly string[]): Promise<string[]>;
  /** Errors: LEARN_CLASS_UNKNOWN. */
  explain(text: string, options?: { class?: string }): Promise<TextExplanation>;
  toJSON(): SavedTextModel;
  /** Ends a thread, where the model holds one. */
  close(): Promise<void>;
}

/**
 * Hyperparameters that can be fitted on texts with labels.
 * @example
 * const fitted = await textLinear().fit(texts, labels, { seed: 7 });
 * const [label] = await fitted.predict(["the delivery was late"]);
 * const { words } = await fitted.explain("the delivery was late");
 */
export interface TextEstimator {
  readonly name: string;
  /** Errors: LEARN_TEXT_KIND, LEARN_ROWS_DIFFER, LEARN_TARGET_CONSTANT, LEARN_TARGET_MISSING, LEARN_TEXT_NO_WORDS. */
  fit(
    texts: readonly string[],
    labels: ArrayLike<string | number | boolean>,
    options?: TextFitOptions,
  ): Promise<FittedTextModel>;
}
