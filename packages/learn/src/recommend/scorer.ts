import type { FitProgress } from "../tabular/estimator.ts";
import type { Interactions } from "./interactions.ts";

/** One question: what comes after this history? Items by place, oldest first. */
export interface Query {
  readonly items: ArrayLike<number>;
  /** Milliseconds, as long as `items`. */
  readonly times: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
  readonly segment: string | null;
}

/** An event by places, as a scorer hears of it. */
export interface Observed {
  item: number;
  time: number;
  weight: number;
  segment: string | null;
}

/** A fitted way to score items. It is asked with a history, so that new events count without a new fit. */
export interface Scorer {
  readonly kind: string;
  /**
   * A number per item, higher is better, NaN where it can tell nothing of the item; places past the end likewise.
   * null where it can tell nothing at all, e.g. without a history.
   */
  score(queries: readonly Query[]): Promise<(Float64Array | null)[]>;
  /** How much each item of the history adds to the score of `item`, [history]; absent where that has no meaning. */
  because?(query: Query, item: number): Float64Array;
  /** Likeness of every item to this one, higher is more; absent where the method has none. */
  similar?(item: number): Float64Array | null;
  /** Counts a new event. */
  observe?(event: Observed): void;
  toJSON(): SavedScorer;
  close?(): Promise<void>;
}
export interface SavedScorer {
  readonly kind: string;
  readonly [part: string]: unknown;
}

export interface ScorerFit {
  seed: number;
  /** Of each person of the data; null where unknown. */
  segments: readonly (string | null)[];
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: FitProgress) => void) | undefined;
}

/** Hyperparameters of a way to score. */
export interface Method {
  readonly name: string;
  fit(data: Interactions, fit: ScorerFit): Promise<Scorer>;
}

/**
 * What each event of a history counts: decay^(events since), times log₂(1 + weight). Events that count below a
 * thousandth are zero. Positions, not hours: one sitting of many events would otherwise weigh alike.
 */
export function historyWeights({ items, weights }: Query, decay: number): Float64Array {
  const out = new Float64Array(items.length);
  let share = 1;
  for (let i = items.length - 1; i >= 0 && share > 1e-3; i--) {
    out[i] = share * Math.log2(1 + (weights[i] as number));
    share *= decay;
  }
  return out;
}
