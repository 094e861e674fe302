import { type Column, type Pair, pair } from "./input.ts";

/** A mean that grows batch by batch, so that the whole data need never be in memory. */
export interface RunningMean {
  add(truth: Column, prediction: Column, weights?: Column | null): void;
  /** Null before the first row, or where the metric is not defined. */
  value(): number | null;
}

/** A metric that is the weighted mean of a loss per row, whole or in batches. */
export interface MeanMetric<T extends number | null = number> {
  (truth: Column, prediction: Column, weights?: Column | null): T;
  running(): RunningMean;
}

/** Loss of one row; `unit` is the rounding unit of the predictions, for losses that clip. */
export type Loss = (truth: number, prediction: number, unit: number) => number;

export interface MeanOptions {
  /** Applied to the mean, e.g. a square root. */
  finish?: (mean: number) => number;
  /** Reads and checks a batch; `pair` unless told. */
  read?: (truth: Column, prediction: Column, weights?: Column | null) => Pair;
}

/**
 * Σ wᵢ·loss(yᵢ, ŷᵢ) / Σ wᵢ, then `finish`. Sums are Neumaier's, so that a million rows lose no digits.
 * A loss of NaN says that the metric is not defined on this row: the mean is null.
 * Source: Neumaier 1974, ZAMM 54:39–51.
 */
export function meanMetric(
  loss: Loss,
  { finish = (mean) => mean, read = pair }: MeanOptions = {},
): MeanMetric<number | null> {
  const running = (): RunningMean => {
    let sum = 0;
    let lost = 0;
    let total = 0;
    return {
      add: (truth, prediction, weights) => {
        const rows = read(truth, prediction, weights);
        for (let i = 0; i < rows.n; i++) {
          const w = rows.weights === null ? 1 : (rows.weights[i] as number);
          if (w === 0) continue;
          const term = w * loss(rows.truth[i] as number, rows.prediction[i] as number, rows.unit);
          const next = sum + term;
          lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
          sum = next;
          total += w;
        }
      },
      value: () => {
        const mean = (sum + lost) / total;
        return total === 0 || Number.isNaN(mean) ? null : finish(mean);
      },
    };
  };
  const whole = (truth: Column, prediction: Column, weights?: Column | null) => {
    const state = running();
    state.add(truth, prediction, weights);
    return state.value();
  };
  return Object.assign(whole, { running });
}

/** The same of a loss that is defined everywhere. */
export const definedMean = (loss: Loss, options?: MeanOptions): MeanMetric =>
  meanMetric(loss, options) as MeanMetric;
