import { normalCdf, normalQuantile } from "../distributions.ts";
import { type Estimate, unknownEstimate } from "../estimate.ts";
import { quantile } from "../quantile.ts";
import { random } from "../random.ts";

export interface BootstrapOptions {
  level?: number;
  /** Resamples drawn; more narrows the noise of the bounds. Default 2000. */
  resamples?: number;
  seed?: number;
  /** `bca` corrects for bias and skewness with a jackknife (n further evaluations); `percentile` does not. */
  method?: "bca" | "percentile";
}

/**
 * A statistic of a sample with its bootstrap interval; the same seed gives the same bounds.
 * A resample whose statistic is null (not defined on it) is left out.
 * Below 2 values there is no interval.
 * Source: Efron 1987, JASA 82:171–185 (BCa: α = Φ(z₀ + (z₀+z)/(1 − a(z₀+z)))).
 */
export function bootstrap<T>(
  sample: readonly T[],
  statistic: (sample: readonly T[]) => number | null,
  { level = 0.95, resamples = 2000, seed = 7, method = "bca" }: BootstrapOptions = {},
): Estimate {
  const n = sample.length;
  const value = n === 0 ? null : statistic(sample);
  if (value === null) return unknownEstimate(n, level);
  if (n === 1) return { value, low: null, high: null, level, n };
  const { int } = random(seed);
  const drawn: number[] = [];
  const resample = new Array<T>(n);
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < n; i++) resample[i] = sample[int(n)] as T;
    const s = statistic(resample);
    if (s !== null) drawn.push(s);
  }
  if (drawn.length === 0) return { value, low: null, high: null, level, n };
  const tails = [(1 - level) / 2, (1 + level) / 2] as const;
  const [low, high] = method === "bca" ? correct(sample, statistic, value, drawn, tails) : tails;
  return { value, low: quantile(drawn, low), high: quantile(drawn, high), level, n };
}

function correct<T>(
  sample: readonly T[],
  statistic: (sample: readonly T[]) => number | null,
  value: number,
  drawn: readonly number[],
  tails: readonly [number, number],
): readonly [number, number] {
  // Half of the ties count as below, so that a discrete statistic is not called biased.
  const below = drawn.reduce((sum, s) => sum + (s < value ? 1 : s === value ? 0.5 : 0), 0) / drawn.length;
  if (below === 0 || below === 1) return tails;
  const z0 = normalQuantile(below);
  const left = sample.map((_, i) => statistic(sample.toSpliced(i, 1))).filter((s) => s !== null);
  const mean = left.reduce((a, b) => a + b, 0) / left.length;
  let cubes = 0;
  let squares = 0;
  for (const s of left) {
    cubes += (mean - s) ** 3;
    squares += (mean - s) ** 2;
  }
  const a = squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
  const shift = (tail: number) => {
    const z = z0 + normalQuantile(tail);
    return normalCdf(z0 + z / (1 - a * z));
  };
  return [shift(tails[0]), shift(tails[1])];
}
