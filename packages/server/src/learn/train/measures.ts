import { quantile, random } from "@lepton/core";
import type { Measured, ModelTask } from "../../contract/model.ts";

/** Scores and what happened, of the same rows. */
export interface Judged {
  truth: Float64Array;
  score: Float64Array;
}
/** A measure of scores: higher is better when `sign` is 1, lower when −1. Rows count by their weight. */
interface Measure {
  sign: 1 | -1;
  of(judged: Judged, order: Int32Array, weight: Float64Array): number;
}

export const level = 0.95;
const resamples = 300;

/** P(score of a row it happened to > score of another), ties half. Source: Mann & Whitney 1947; Hanley & McNeil 1982. */
const auc: Measure = {
  sign: 1,
  of({ truth, score }, order, weight) {
    let negatives = 0;
    let positives = 0;
    let wins = 0;
    for (let i = 0; i < order.length; ) {
      const at = score[order[i] as number] as number;
      let same0 = 0;
      let same1 = 0;
      for (; i < order.length && score[order[i] as number] === at; i++) {
        const row = order[i] as number;
        if (truth[row] === 1) same1 += weight[row] as number;
        else same0 += weight[row] as number;
      }
      wins += same1 * (negatives + same0 / 2);
      negatives += same0;
      positives += same1;
    }
    return wins / (negatives * positives);
  },
};

/** Weighted mean of a loss per row. */
const mean = (loss: (truth: number, score: number) => number, sign: 1 | -1): Measure => ({
  sign,
  of({ truth, score }, _, weight) {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < truth.length; i++) {
      sum += (weight[i] as number) * loss(truth[i] as number, score[i] as number);
      total += weight[i] as number;
    }
    return sum / total;
  },
});
const clip = (p: number) => Math.min(1 - 1e-12, Math.max(1e-12, p));
const squared = mean((y, p) => (y - p) ** 2, -1);
const variance: Measure["of"] = (judged, order, weight) => {
  const centre = mean((y) => y, 1).of(judged, order, weight);
  return mean((y) => (y - centre) ** 2, 1).of(judged, order, weight);
};

const measures: Record<ModelTask, Record<string, Measure>> = {
  classification: {
    auc,
    /** −mean ln p of what happened, nats. */
    logLoss: mean((y, p) => -Math.log(clip(y === 1 ? p : 1 - p)), -1),
    brier: squared,
    accuracy: mean((y, p) => (p >= 0.5 === (y === 1) ? 1 : 0), 1),
  },
  regression: {
    rmse: { sign: -1, of: (...all) => Math.sqrt(squared.of(...all)) },
    mae: mean((y, p) => Math.abs(y - p), -1),
    r2: { sign: 1, of: (...all) => 1 - squared.of(...all) / variance(...all) },
  },
};
/** What a leaderboard is sorted by. */
export const headlineOf = (task: ModelTask): "auc" | "rmse" => (task === "classification" ? "auc" : "rmse");
export const isHigherBetter = (task: ModelTask): boolean => measures[task][headlineOf(task)]?.sign === 1;

const orderOf = ({ score }: Judged): Int32Array =>
  Int32Array.from({ length: score.length }, (_, i) => i).sort(
    (a, b) => (score[a] as number) - (score[b] as number),
  );

/** Row weights of bootstrap resamples; the same seed and number of rows give the same ones. */
function* drawn(rows: number, seed: number): Generator<Float64Array> {
  const { int } = random(seed);
  for (let r = 0; r < resamples; r++) {
    const weight = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      const row = int(rows);
      weight[row] = (weight[row] as number) + 1;
    }
    yield weight;
  }
}

function measured(value: number, draws: number[], n: number): Measured {
  const finite = draws.filter(Number.isFinite).sort((a, b) => a - b);
  if (finite.length < resamples / 2) return { value, low: null, high: null, level, n };
  const at = (q: number) => quantile(finite, q);
  return { value, low: at((1 - level) / 2), high: at((1 + level) / 2), level, n };
}

/** All measures of a task with percentile bootstrap intervals over rows. Source: Efron 1979. */
export function measureAll(task: ModelTask, judged: Judged, seed: number): Record<string, Measured> {
  const n = judged.truth.length;
  const order = orderOf(judged);
  const even = new Float64Array(n).fill(1);
  const entries = Object.entries(measures[task]);
  const draws = entries.map((): number[] => []);
  for (const weight of drawn(n, seed))
    for (const [m, [, { of }]] of entries.entries()) draws[m]?.push(of(judged, order, weight));
  return Object.fromEntries(
    entries.map(([name, { of }], m) => [name, measured(of(judged, order, even), draws[m] ?? [], n)]),
  );
}

/** How much better the headline of `judged` is than that of `other` on the same rows; positive is better. Paired. */
export function improvement(task: ModelTask, judged: Judged, other: Judged, seed: number): Measured {
  const measure = measures[task][headlineOf(task)] as Measure;
  const n = judged.truth.length;
  const orders = [orderOf(judged), orderOf(other)] as const;
  const gain = (weight: Float64Array) =>
    measure.sign * (measure.of(judged, orders[0], weight) - measure.of(other, orders[1], weight));
  const draws: number[] = [];
  for (const weight of drawn(n, seed)) draws.push(gain(weight));
  return measured(gain(new Float64Array(n).fill(1)), draws, n);
}

/** The loss by which candidates are chosen: log-loss or RMSE. */
export function lossOf(task: ModelTask, judged: Judged): number {
  const even = new Float64Array(judged.truth.length).fill(1);
  const measure = measures[task][task === "classification" ? "logLoss" : "rmse"] as Measure;
  return measure.of(judged, new Int32Array(0), even);
}

/** The headline's value alone. */
export function headlineValue(task: ModelTask, judged: Judged): number {
  const even = new Float64Array(judged.truth.length).fill(1);
  return (measures[task][headlineOf(task)] as Measure).of(judged, orderOf(judged), even);
}
