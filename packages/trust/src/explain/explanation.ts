import { studentQuantile } from "@lepton/core";

/** Bounds of every value: [features] each. */
export interface ValueInterval {
  low: number[];
  high: number[];
  level: number;
  /** Cases behind the interval. */
  n: number;
  /**
   * What the interval allows for. `background`: other background rows of the same population would give other
   * values. `sampling`: the method tried only some combinations; more samples narrow it.
   */
  about: "background" | "sampling";
}

/**
 * Why a prediction is what it is: prediction = base + Σ values (exact for Shapley values).
 * Unit of all numbers: that of the prediction.
 */
export interface Explanation {
  method: string;
  /** What is predicted when nothing is known of the case. */
  base: number;
  /** Part of each feature, [features]: positive raises the prediction. */
  values: number[];
  prediction: number;
  /** Null where the values follow exactly from what was given. */
  interval: ValueInterval | null;
}

/** value ± `reach` standard errors: [features]. */
export function interval(
  values: readonly number[],
  errors: ArrayLike<number>,
  reach: number,
  { level, n, about }: Pick<ValueInterval, "level" | "n" | "about">,
): ValueInterval {
  const low = values.map((value, j) => value - reach * (errors[j] as number));
  const high = values.map((value, j) => value + reach * (errors[j] as number));
  return { low, high, level, n, about };
}

/**
 * Mean of `n` draws of every value with its interval mean ± t(n−1)·s/√n. `draws`: [n, features] row-major.
 * No interval below 2 draws.
 */
export function meanOfDraws(
  draws: Float64Array,
  features: number,
  level: number,
  about: ValueInterval["about"],
): Pick<Explanation, "values" | "interval"> {
  const n = draws.length / features;
  const values = new Array<number>(features).fill(0);
  const squares = new Float64Array(features);
  for (let at = 0; at < draws.length; at++) {
    const j = at % features;
    values[j] = (values[j] as number) + (draws[at] as number) / n;
  }
  for (let at = 0; at < draws.length; at++) {
    const j = at % features;
    squares[j] = (squares[j] as number) + ((draws[at] as number) - (values[j] as number)) ** 2;
  }
  if (n < 2) return { values, interval: null };
  const errors = squares.map((sum) => Math.sqrt(sum / (n - 1) / n));
  return {
    values,
    interval: interval(values, errors, studentQuantile((1 + level) / 2, n - 1), { level, n, about }),
  };
}
