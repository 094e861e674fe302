/**
 * Centred moving average over a season (2×m for even m), NaN-free: the ends repeat the first and last whole average.
 */
export function movingTrend(values: Float64Array, season: number): Float64Array {
  const n = values.length;
  const half = Math.floor(season / 2);
  const out = new Float64Array(n);
  const isEven = season % 2 === 0;
  for (let t = half; t < n - half; t++) {
    let sum = 0;
    for (let j = -half; j <= half; j++)
      sum += (isEven && Math.abs(j) === half ? 0.5 : 1) * (values[t + j] as number);
    out[t] = sum / season;
  }
  for (let t = 0; t < half; t++) out[t] = out[half] as number;
  for (let t = n - half; t < n; t++) out[t] = out[n - half - 1] as number;
  return out;
}

/**
 * Indices of a season by classical decomposition, [season], index 0 that of the first value: means per place in the
 * season of y/trend (multiplicative, mean 1) or y − trend (additive, mean 0). Needs two seasons.
 * Source: Hyndman & Athanasopoulos 2021, otexts.com/fpp3, 3.4.
 */
export function seasonalIndices(
  values: Float64Array,
  season: number,
  isMultiplicative: boolean,
): Float64Array {
  const trend = movingTrend(values, season);
  const half = Math.floor(season / 2);
  const sum = new Float64Array(season);
  const count = new Float64Array(season);
  for (let t = half; t < values.length - half; t++) {
    const [y, level] = [values[t] as number, trend[t] as number];
    const k = t % season;
    sum[k] = (sum[k] as number) + (isMultiplicative ? y / level : y - level);
    count[k] = (count[k] as number) + 1;
  }
  const neutral = isMultiplicative ? 1 : 0;
  const indices = sum.map((total, k) => ((count[k] as number) > 0 ? total / (count[k] as number) : neutral));
  const mean = indices.reduce((total, index) => total + index, 0) / season;
  return indices.map((index) => (isMultiplicative ? index / mean : index - mean));
}

/** Seasons with at least two whole ones in `n` values. */
export const usableSeasons = (seasons: readonly number[], n: number): number[] =>
  seasons.filter((season) => season > 1 && 2 * season <= n);
