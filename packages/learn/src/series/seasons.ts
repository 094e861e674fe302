/**
 * Autocorrelation of the values less their straight line, lags 0 … maxLag. Zeros when they lie on it.
 * rₖ = Σ dₜdₜ₋ₖ / Σ dₜ².
 */
export function autocorrelation(values: Float64Array, maxLag: number): Float64Array {
  const d = detrended(values);
  const out = new Float64Array(maxLag + 1);
  let total = 0;
  for (const x of d) total += x * x;
  const size = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  // Rounding alone leaves about n·(size·1e-16)² of a straight line.
  if (!(total > values.length * (size * 1e-12) ** 2)) return out;
  for (let k = 0; k <= maxLag; k++) {
    let sum = 0;
    for (let t = k; t < d.length; t++) sum += (d[t] as number) * (d[t - k] as number);
    out[k] = sum / total;
  }
  return out;
}

/** Values less their least-squares line. */
function detrended(values: Float64Array): Float64Array {
  const n = values.length;
  const middle = (n - 1) / 2;
  let [mean, slope, square] = [0, 0, 0];
  for (const x of values) mean += x / n;
  for (let t = 0; t < n; t++) {
    slope += (t - middle) * ((values[t] as number) - mean);
    square += (t - middle) ** 2;
  }
  if (square > 0) slope /= square;
  return values.map((x, t) => x - mean - slope * (t - middle));
}

/**
 * Whether the values repeat every `season` steps: r_m beyond 1.645·√((1 + 2Σ_{k<m} rₖ²)/n), 90 % by Bartlett's formula,
 * as the M4 competition tested, and above r of half a season: a random walk's falls from lag to lag. False with less than
 * three seasons.
 * Source: Assimakopoulos & Nikolopoulos 2000, Int. J. Forecasting 16:521–530.
 */
export function isSeasonal(values: Float64Array, season: number): boolean {
  if (season < 2 || values.length < 3 * season) return false;
  const r = autocorrelation(values, season);
  let sum = 0;
  for (let k = 1; k < season; k++) sum += (r[k] as number) ** 2;
  const peak = r[season] as number;
  return (
    peak > (r[Math.ceil(season / 2)] as number) && peak > 1.645 * Math.sqrt((1 + 2 * sum) / values.length)
  );
}

/**
 * Lengths of seasons found in the values, at most `most`, shortest first: peaks of the autocorrelation that pass
 * `isSeasonal` and reach 0.3. Of a length and its multiples the shortest stays, unless a multiple is higher by 0.1.
 * Looks at lags up to a third of the series. Error: a season not near a whole number of steps is not found.
 */
export function detectSeasons(values: Float64Array, { most = 2, maxSeason = 400 } = {}): number[] {
  const maxLag = Math.min(Math.floor(values.length / 3), maxSeason);
  if (maxLag < 3) return [];
  const r = autocorrelation(values, Math.min(maxLag + 1, values.length - 1));
  const at = (k: number) => r[k] ?? 0;
  const peaks: number[] = [];
  for (let k = 2; k <= maxLag; k++)
    if (at(k) >= 0.3 && at(k) > at(k - 1) && at(k) >= at(k + 1) && isSeasonal(values, k)) peaks.push(k);
  peaks.sort((a, b) => at(b) - at(a));
  const chosen: number[] = [];
  for (const k of peaks) {
    const divisor = peaks.find((j) => j < k && isMultiple(k, j) && at(j) > at(k) - 0.1);
    const candidate = divisor ?? k;
    if (chosen.some((j) => j === candidate || isMultiple(j, candidate) || at(j) > at(candidate) + 0.25))
      continue;
    if (chosen.some((j) => isMultiple(candidate, j) && at(candidate) < at(j) + 0.1)) continue;
    chosen.push(candidate);
    if (chosen.length === most) break;
  }
  return chosen.sort((a, b) => a - b);
}

/** k within 2 % of a whole multiple of j. */
const isMultiple = (k: number, j: number) =>
  Math.abs(k / j - Math.round(k / j)) * j <= Math.max(0.02 * k, 0.5);
