import { type Estimate, quantile, type Random, random } from "@lepton/core";
import { type Pace, pace } from "../tabular/pace.ts";
import { rowsOf, type Target } from "../tabular/target.ts";
import type { Predictions, Score } from "./score.ts";

export interface IntervalOptions {
  seed: number;
  /** Of each row: whole groups are drawn, since rows of one person or machine are alike. */
  groups?: readonly (string | number | null)[];
  /** Default 0.95. */
  level?: number;
  /** Resamples drawn. Default 1000. */
  resamples?: number;
  signal?: AbortSignal;
}

/**
 * A metric on held-out rows with its percentile bootstrap interval; n is the number of rows, or of groups.
 * Error: percentile bounds are a little narrow below about 100 rows.
 * Source: Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 13; by group: Field & Welsh 2007.
 */
export async function scoreInterval(
  score: Score,
  y: Target,
  predictions: Predictions,
  options: IntervalOptions,
): Promise<Estimate> {
  const { values } = await resampled([score.prepare(y, predictions)], y, options);
  return values[0] as Estimate;
}

/** Whether a model beats another on the same rows. */
export interface Difference {
  /** Of the model's metric less the other's, turned so that above 0 the model is better. */
  gain: Estimate;
  /** better: the interval lies above 0; worse: below; otherwise nothing can be told. */
  verdict: "better" | "worse" | "noDifference";
}

/**
 * Paired bootstrap: both models are judged on the same resampled rows, so that what both find hard cancels out.
 * Source: Efron & Tibshirani 1993, ch. 10.
 */
export async function pairedDifference(
  score: Score,
  y: Target,
  ours: Predictions,
  others: Predictions,
  options: IntervalOptions,
): Promise<Difference> {
  const [a, b] = [score.prepare(y, ours), score.prepare(y, others)];
  const sign = score.isHigherBetter ? 1 : -1;
  const gain = (weights: Float64Array) => {
    const [left, right] = [a(weights), b(weights)];
    return left === null || right === null ? null : sign * (left - right);
  };
  const { values } = await resampled([gain], y, options);
  const estimate = values[0] as Estimate;
  return { gain: estimate, verdict: verdictOf(estimate) };
}

const verdictOf = ({ low, high }: Estimate): Difference["verdict"] => {
  if (low !== null && low > 0) return "better";
  return high !== null && high < 0 ? "worse" : "noDifference";
};

/** Statistics of the rows and of resamples, as weights. */
async function resampled(
  statistics: readonly ((weights: Float64Array) => number | null)[],
  y: Target,
  { seed, groups, level = 0.95, resamples = 1000, signal }: IntervalOptions,
): Promise<{ values: Estimate[] }> {
  const slices = pace(signal);
  const rows = rowsOf(y);
  const ones = new Float64Array(rows).fill(1);
  const draw = groups ? groupWeights(groups) : rowWeights(rows);
  const drawn: number[][] = statistics.map(() => []);
  const source = random(seed);
  const weights = new Float64Array(rows);
  if (draw.n > 1)
    for (let r = 0; r < resamples; r++) {
      draw.fill(weights, source);
      statistics.forEach((statistic, s) => {
        const value = statistic(weights);
        if (value !== null) drawn[s]?.push(value);
      });
      await restIfDue(slices);
    }
  return {
    values: statistics.map((statistic, s) => ({
      value: statistic(ones),
      low: quantile(drawn[s] ?? [], (1 - level) / 2),
      high: quantile(drawn[s] ?? [], (1 + level) / 2),
      level,
      n: draw.n,
    })),
  };
}
const restIfDue = async (slices: Pace): Promise<void> => {
  if (slices.isDue()) await slices.rest();
};

const rowWeights = (rows: number) => ({
  n: rows,
  fill(weights: Float64Array, { next }: Random) {
    weights.fill(0);
    for (let i = 0; i < rows; i++) {
      const row = Math.floor(next() * rows);
      weights[row] = (weights[row] as number) + 1;
    }
  },
});

function groupWeights(groups: readonly (string | number | null)[]) {
  const places = new Map([...new Set(groups)].map((group, place) => [group, place]));
  const of = Int32Array.from(groups, (group) => places.get(group) as number);
  const counts = new Float64Array(places.size);
  return {
    n: places.size,
    fill(weights: Float64Array, { next }: Random) {
      counts.fill(0);
      for (let i = 0; i < counts.length; i++) {
        const place = Math.floor(next() * counts.length);
        counts[place] = (counts[place] as number) + 1;
      }
      for (let i = 0; i < of.length; i++) weights[i] = counts[of[i] as number] as number;
    },
  };
}
