import { z } from "zod";
import { local, type Method } from "../method.ts";
import type { Series } from "../series.ts";
import { seasonalIndices, usableSeasons } from "./decompose.ts";
import { nelderMead } from "./nelderMead.ts";
import { continueSmoothing, type Form, runSmoothing, type Smoothing } from "./smoothing.ts";

const trend = z.enum(["none", "additive", "damped"]);
const season = z.enum(["none", "additive", "multiplicative"]);
export const smoothingOptions = z.strictObject({
  /** "auto" tries all and takes the least AICc. */
  trend: z.union([trend, z.literal("auto")]).default("auto"),
  season: z.union([season, z.literal("auto")]).default("auto"),
  /** Errors that grow with the level; for positive values. */
  error: z.enum(["additive", "multiplicative", "auto"]).default("auto"),
});
export type ExponentialSmoothingOptions = z.input<typeof smoothingOptions>;

const parameters = z.strictObject({
  form: z.strictObject({ error: z.enum(["additive", "multiplicative"]), trend, season }),
  alpha: z.number(),
  beta: z.number(),
  gamma: z.number(),
  phi: z.number(),
  level: z.number(),
  slope: z.number(),
  /** Seasonal states before the first value, [season]; one 0 (1 when multiplicative) without. */
  start: z.array(z.number()),
  aicc: z.number(),
});
export type FittedSmoothing = z.output<typeof parameters>;

/**
 * Exponential smoothing (ETS): level, trend and season that follow the series; form by least AICc among additive,
 * multiplicative and damped ones. Smoothing weights, first level and slope maximise the likelihood; the first seasonal
 * states come from classical decomposition. Limit: one season, the shortest; with multiplicative trend none.
 * Source: Hyndman, Koehler, Snyder & Grose 2002, Int. J. Forecasting 18:439–454.
 */
export function exponentialSmoothingMethod(
  options: ExponentialSmoothingOptions = {},
): Method<FittedSmoothing[]> {
  const wanted = smoothingOptions.parse(options);
  return local({
    name: "exponentialSmoothing",
    options: wanted,
    parameters,
    minimum: () => 3,
    fit: ({ values, seasons }: Series) =>
      fitSmoothing(values, usableSeasons(seasons, values.length)[0] ?? 1, wanted),
    points: (fitted, { values }, horizon) => forecastSmoothing(fitted, values, horizon),
  });
}

export function forecastSmoothing(
  fitted: FittedSmoothing,
  values: Float64Array,
  horizon: number,
): Float64Array {
  const { form, start } = fitted;
  const run = runSmoothing(values, { form, state: fitted, start: Float64Array.from(start) });
  return continueSmoothing(run, form, fitted.phi, horizon);
}

/** The form of least AICc; `m` is 1 without a season. */
export function fitSmoothing(
  values: Float64Array,
  m: number,
  wanted: z.output<typeof smoothingOptions>,
): FittedSmoothing {
  const isPositive = values.every((value) => value > 0);
  const pick = <T extends string>(asked: T | "auto", all: readonly T[]) =>
    asked === "auto" ? all : [asked as T];
  const seasons =
    m > 1 ? pick(wanted.season, ["none", "additive", "multiplicative"] as const) : (["none"] as const);
  let best: FittedSmoothing | undefined;
  for (const season of seasons)
    for (const error of pick(wanted.error, ["additive", "multiplicative"] as const))
      for (const trend of pick(wanted.trend, ["none", "additive", "damped"] as const)) {
        if (!isPositive && (season === "multiplicative" || error === "multiplicative")) continue;
        // Unstable, as in R's ets: additive errors on a season that multiplies.
        if (season === "multiplicative" && error === "additive" && wanted.error === "auto") continue;
        const fitted = fitForm(values, m, { error, trend, season });
        if (!best || fitted.aicc < best.aicc) best = fitted;
      }
  return best ?? fitForm(values, m, { error: "additive", trend: "none", season: "none" });
}

function fitForm(values: Float64Array, m: number, form: Form): FittedSmoothing {
  const isMultiplicative = form.season === "multiplicative";
  const start = form.season === "none" ? Float64Array.of(0) : seasonalIndices(values, m, isMultiplicative);
  const flat = values.map((y, t) => {
    const s = start[t % start.length] as number;
    return isMultiplicative ? y / s : y - s;
  });
  const hasTrend = form.trend !== "none";
  const first = firstStates(flat.subarray(0, Math.max(10, form.season === "none" ? 10 : 2 * m)), hasTrend);
  const size = Math.max(spread(values), 1e-12 * Math.abs(first.level), 1e-300);
  const read = (x: readonly number[]): Smoothing => {
    const [a = 0, g = 0, b = 0, p = 0, l = 0, s = 0] = x;
    const alpha = inside(a, 1e-4, 0.9999);
    return {
      alpha,
      gamma: form.season === "none" ? 0 : inside(g, 1e-4, 0.9999) * (1 - alpha),
      beta: hasTrend ? inside(b, 1e-4, 0.9999) * alpha : 0,
      phi: form.trend === "damped" ? inside(p, 0.8, 0.98) : 1,
      level: first.level + l * size,
      slope: hasTrend ? first.slope + s * size : 0,
    };
  };
  const begin = [-0.5, -2.5, -2.5, 1, 0, 0];
  const isFree = [true, form.season !== "none", hasTrend, form.trend === "damped", true, hasTrend];
  const free = begin.map((_, j) => j).filter((j) => isFree[j]);
  const whole = (x: readonly number[]) =>
    begin.map((value, j) => (isFree[j] ? (x[free.indexOf(j)] as number) : value));
  const cost = (x: readonly number[]) =>
    runSmoothing(values, { form, state: read(whole(x)), start }).criterion;
  const steps = [1, 1, 1, 1, 0.3, 0.03];
  const { x, value } = nelderMead(
    cost,
    free.map((j) => begin[j] as number),
    { steps: free.map((j) => steps[j] as number), evaluations: 60 * free.length },
  );
  const n = values.length;
  const k = free.length + 1 + (form.season === "none" ? 0 : m - 1);
  const aicc = value + 2 * k + (n > k + 1 ? (2 * k * (k + 1)) / (n - k - 1) : Number.POSITIVE_INFINITY);
  return {
    form,
    ...read(whole(x)),
    start: [...start],
    aicc: Number.isFinite(aicc) ? aicc : Number.MAX_VALUE,
  };
}

/** Logistic map of the line into (low, high). */
const inside = (x: number, low: number, high: number) => low + (high - low) / (1 + Math.exp(-x));

/** Intercept and slope of the first values, one step before the first of them. */
function firstStates(values: Float64Array, hasTrend: boolean): { level: number; slope: number } {
  const n = values.length;
  const middle = (n + 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (!hasTrend) return { level: mean, slope: 0 };
  let [product, square] = [0, 0];
  values.forEach((value, t) => {
    product += (t + 1 - middle) * (value - mean);
    square += (t + 1 - middle) ** 2;
  });
  const slope = square > 0 ? product / square : 0;
  return { level: mean - slope * middle, slope };
}

function spread(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
