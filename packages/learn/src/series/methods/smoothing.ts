/** A form of exponential smoothing: trend and season; the errors' form only weighs the likelihood. */
export interface Form {
  readonly error: "additive" | "multiplicative";
  readonly trend: "none" | "additive" | "damped";
  readonly season: "none" | "additive" | "multiplicative";
}

export interface Smoothing {
  /** In (0, 1); β and γ weigh the one-step error as in the state-space form, so β ≤ α and γ ≤ 1 − α. */
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  /** 1 unless damped. */
  readonly phi: number;
  readonly level: number;
  readonly slope: number;
}

export interface Run {
  /** −2·log likelihood up to a constant; Infinity where the form cannot describe the values. */
  readonly criterion: number;
  readonly level: number;
  readonly slope: number;
  /** [season], that of the coming step first. */
  readonly indices: Float64Array;
}

/**
 * Runs the states over the values. With μ = (l + φb) ∘ s and e = y − μ:
 * l ← l + φb + α·e/s, b ← φb + β·e/s, s ← s + γ·e/(l + φb) for a multiplicative season; without the divisions for an
 * additive one. The same recursion serves additive errors e ~ N(0, σ²) and multiplicative ones e/μ ~ N(0, σ²):
 * criterion n·log Σe² or n·log Σ(e/μ)² + 2Σ log|μ|.
 * Source: Hyndman, Koehler, Ord & Snyder 2008, Forecasting with Exponential Smoothing, tables 2.1 and 5.
 */
export function runSmoothing(
  values: Float64Array,
  { form, state, start }: { form: Form; state: Smoothing; start: Float64Array },
): Run {
  const { alpha, beta, gamma, phi } = state;
  const isMultiplicative = form.season === "multiplicative";
  const isRelative = form.error === "multiplicative";
  const indices = start.slice();
  const m = indices.length;
  let { level, slope } = state;
  let squares = 0;
  let logs = 0;
  let total = 0;
  for (let t = 0; t < values.length; t++) {
    const k = t % m;
    const s = indices[k] as number;
    const base = level + phi * slope;
    const mu = isMultiplicative ? base * s : base + s;
    const y = values[t] as number;
    const error = y - mu;
    if (isRelative || isMultiplicative) {
      if (!(mu > 0)) return { criterion: Number.POSITIVE_INFINITY, level, slope, indices };
    }
    if (isRelative) {
      squares += (error / mu) * (error / mu);
      logs += Math.log(mu);
    } else squares += error * error;
    total += y * y;
    const unit = isMultiplicative ? error / s : error;
    level = base + alpha * unit;
    slope = phi * slope + beta * unit;
    if (form.season !== "none") indices[k] = s + (isMultiplicative ? (gamma * error) / base : gamma * error);
  }
  const n = values.length;
  // A perfect fit has no likelihood; a floor keeps forms comparable.
  const floor = isRelative ? 1e-24 * n : 1e-24 * total + 1e-300;
  const criterion = n * Math.log(Math.max(squares, floor)) + 2 * logs;
  const turned = Float64Array.from({ length: m }, (_, k) => indices[(n + k) % m] as number);
  return {
    criterion: Number.isFinite(criterion) ? criterion : Number.POSITIVE_INFINITY,
    level,
    slope,
    indices: turned,
  };
}

/** ŷₜ₊ₕ = (l + (φ + φ² + … + φʰ)·b) ∘ s, [horizon]. */
export function continueSmoothing(
  { level, slope, indices }: Run,
  form: Form,
  phi: number,
  horizon: number,
): Float64Array {
  let [sum, power] = [0, 1];
  return Float64Array.from({ length: horizon }, (_, h) => {
    power *= phi;
    sum += power;
    const base = level + sum * slope;
    const s = indices[h % indices.length] as number;
    return form.season === "multiplicative" ? base * s : base + s;
  });
}
