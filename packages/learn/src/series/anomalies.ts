import { median } from "@lepton/core";
import { seasonalIndices, usableSeasons } from "./methods/decompose.ts";
import { type Series, type SeriesInput, seriesList } from "./series.ts";

export interface Anomalies {
  /** Robust z of every value: (residual − median)/(1.4826·MAD), [n]. */
  readonly z: Float64Array;
  /** Places with |z| beyond the threshold. */
  readonly places: readonly number[];
  readonly threshold: number;
}

/**
 * Values that stand out from the season and level around them: residual from the running median over two seasons (or 21
 * values) and the median of each place in the season, over its MAD. MAD 0 falls back on the mean absolute deviation.
 * Looks at the whole series, so it is for reviewing; `anomalyScores` is for streams.
 * Source: Leys et al. 2013, J. Experimental Social Psychology 49:764–766; threshold 3.5 by Iglewicz & Hoaglin 1993.
 */
export function seasonalAnomalies(input: SeriesInput | Series, { threshold = 3.5 } = {}): Anomalies {
  const [series] = seriesList(input) as [Series];
  const { values, seasons } = series;
  const season = usableSeasons(seasons, values.length)[0] ?? 1;
  const seasonal = season > 1 ? seasonalMedians(values, season) : new Float64Array(1);
  const flat = values.map((y, t) => y - (seasonal[t % season] as number));
  const half = season > 1 ? season : 10;
  const level = flat.map((_, t) => median([...flat.subarray(Math.max(0, t - half), t + half + 1)]) as number);
  const rest = flat.map((y, t) => y - (level[t] as number));
  const z = robustZ(rest);
  const places = Array.from(z.keys()).filter((t) => Math.abs(z[t] as number) > threshold);
  return { z, places, threshold };
}

/** Classical seasonal indices, replaced by medians so that one bad day does not colour every cycle; mean 0. */
function seasonalMedians(values: Float64Array, season: number): Float64Array {
  const rough = seasonalIndices(values, season, false);
  const level = median([...values]) as number;
  const out = rough.map((_, k) => {
    const own: number[] = [];
    for (let t = k; t < values.length; t += season) own.push((values[t] as number) - level);
    return median(own) as number;
  });
  const mean = out.reduce((sum, value) => sum + value, 0) / season;
  return out.map((value) => value - mean);
}

function robustZ(rest: Float64Array): Float64Array {
  const middle = median([...rest]) as number;
  const away = Array.from(rest, (value) => Math.abs(value - middle));
  const mad = 1.4826 * (median(away) as number);
  const mean = (Math.sqrt(Math.PI / 2) * away.reduce((sum, value) => sum + value, 0)) / away.length;
  const scale = mad > 0 ? mad : mean;
  return rest.map((value) => (scale > 0 ? (value - middle) / scale : 0));
}

/** Scores a stream value by value; knows nothing of what comes. */
export interface AnomalyDetector {
  /** Score in [0, 1) of this value given those before it; then learns it. Missing (NaN) scores 0 and is not learnt. */
  score(value: number): number;
}

export interface DetectorOptions {
  /** Steps of a season to compare with; none unless told. */
  season?: number;
  /** Values that the usual size of errors is measured over; 1,000 unless told. */
  memory?: number;
  /** Recent errors that are compared with it; 10 unless told. */
  recent?: number;
}

/**
 * Anomaly likelihood: errors of a smoothed one-step forecast; score = 2·|Φ(z) − ½| of the mean of the recent errors
 * against the longer memory, joined with the value's own. Streaming, constant work per value.
 * Source: Lavin & Ahmad 2015, arXiv:1510.03336 (likelihood), with exponential smoothing instead of HTM.
 */
export function anomalyDetector({
  season = 1,
  memory = 1000,
  recent = 10,
}: DetectorOptions = {}): AnomalyDetector {
  const past: number[] = [];
  let level = Number.NaN;
  let [short, mean, square, seen] = [0, 0, 0, 0];
  return {
    score: (value) => {
      if (Number.isNaN(value)) return 0;
      const ago = season > 1 ? past[past.length - season] : undefined;
      const before = season > 1 ? past[past.length - season - 1] : undefined;
      const expected = Number.isNaN(level)
        ? value
        : ago !== undefined && before !== undefined
          ? level + ago - before
          : level;
      const error = Math.abs(value - expected);
      seen++;
      const rate = 1 / Math.min(seen, memory);
      const deviation = Math.sqrt(Math.max(square - mean * mean, 0));
      short += (error - short) / Math.min(seen, recent);
      const usual = Math.max(deviation, 0.05 * mean, 1e-12 * Math.abs(value), 1e-300);
      const z = Math.max(
        (short - mean) / (usual / Math.sqrt(recent) + usual / 3),
        (error - mean) / (usual * 3),
      );
      mean += rate * (error - mean);
      square += rate * (error * error - square);
      level = value;
      past.push(value);
      if (past.length > season + 1) past.shift();
      // The first values say nothing of what is usual.
      return seen < Math.max(50, 2 * season) || z <= 0 ? 0 : 1 - 1 / (1 + (z / 3) ** 2);
    },
  };
}

/** Scores of a whole stream, [n]. */
export function anomalyScores(values: ArrayLike<number>, options: DetectorOptions = {}): Float64Array {
  const detector = anomalyDetector(options);
  return Float64Array.from(values, (value) => detector.score(value));
}
