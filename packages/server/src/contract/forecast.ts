import { z } from "zod";
import { forecastSpec } from "./forecastSpec.ts";
import { answer, trendsQuestion } from "./growth.ts";

/** The body of `POST …/forecast`: a trends question, and how far and how sure to look ahead. */
export const forecastRequest = forecastSpec.extend({
  question: trendsQuestion,
  /** Seconds for trying methods, all lines together; a method that has begun is finished. */
  budgetSeconds: z.number().min(0.1).max(30).default(10),
  seed: z.int().min(0).default(1),
  /** Names this request, so that `GET …/forecast/progress?ticket=` can tell how far it is. */
  ticket: z.string().min(8).max(64).optional(),
});
export const forecastOptions = z.object({
  /** Bypasses the caches of the answer and of the forecast. */
  refresh: z.stringbool().default(false),
});
export const forecastProgressQuery = z.object({ ticket: z.string().min(8).max(64) });
export const forecastProgress = z.object({
  /** `unknown`: not begun, or over. */
  state: z.enum(["waiting", "running", "unknown"]),
  /** In [0, 1]. */
  share: z.number(),
  /** The method that is being tried. */
  step: z.string(),
});

const numbers = z.array(z.number());
const maybe = z.number().nullable();
const warnings = answer.shape.warnings;

/**
 * Methods by key. `naive` repeats the last value, `seasonalNaive` the last season (`season` steps long); both are
 * baselines.
 */
export const forecastMethods = [
  "naive",
  "seasonalNaive",
  "mean",
  "theta",
  "exponentialSmoothing",
  "mstl",
  "globalLinear",
  "seasonalRegression",
  "median",
] as const;
export const forecastMethod = z.object({
  key: z.enum(forecastMethods),
  /** Length of the season in steps, of `seasonalNaive`. */
  season: z.int().nullable(),
  /** Knows the holidays that were given. */
  withHolidays: z.boolean(),
  isBaseline: z.boolean(),
});

/** Errors over some origins. */
const errors = z.object({
  /** Mean absolute scaled error: 1 is the error of repeating the season within the history. Null when that is 0. */
  mase: maybe,
  /** Mean absolute error, in the unit of the series. */
  mae: z.number(),
});
export const forecastMethodRow = forecastMethod.extend({
  /** Its path is the one shown. */
  isShown: z.boolean(),
  /** On the origins that the method was chosen on; null when it was not tried. */
  choice: errors.nullable(),
  /** On the last origins, which no choice has seen: the best method and the baselines. */
  check: errors.nullable(),
  /** Why it was not tried. */
  skipped: z.enum(["budget", "short"]).nullable(),
});

/** One earlier moment from which the shown method forecast, without knowing what came. */
export const forecastRehearsal = z.object({
  /** Bucket of the first step. */
  start: z.string(),
  /** Buckets of all steps. */
  buckets: z.array(z.string()),
  mean: numbers,
  low: numbers,
  high: numbers,
});

export const forecastVerdict = z.object({
  /**
   * `better`: beats the best baseline beyond chance on origins that no choice has seen. `noBetter`: the best of the
   * choice did not, so the baseline is shown. `nothingBetter`: a baseline was best in the choice already.
   */
  code: z.enum(["better", "noBetter", "nothingBetter"]),
  text: z.string(),
  /** 1 − MAE of the best method / MAE of the best baseline, on the origins of the check. Null when both are 0. */
  gain: maybe,
});

export const forecastTargetReply = z.object({
  value: z.number(),
  date: z.string(),
  when: z.enum(["by", "on"]),
  direction: z.enum(["above", "below"]),
  /** Bucket that holds the date, and how many steps ahead it is. */
  bucket: z.string(),
  step: z.int(),
  /** The last complete bucket is at the target already. */
  isReached: z.boolean(),
  /** Share in [0, 1] of simulated paths that reach it; null when there is too little to measure it on. */
  probability: maybe,
  /** 95 % interval of the probability: it rests on `n` earlier forecasts. */
  low: maybe,
  high: maybe,
  n: z.int(),
  text: z.string(),
});

const line = {
  /** Index in the question; -1 for the formula. As in the answer to the question. */
  index: z.int(),
  label: z.string(),
  breakdown: z.string().nullable(),
};
export const forecastedLine = z.object({
  kind: z.literal("forecast"),
  ...line,
  method: forecastMethod,
  /** The buckets after the history; the first may be running already. */
  buckets: z.array(z.string()),
  /** Per coming bucket. */
  mean: numbers,
  low: numbers,
  high: numbers,
  history: z.object({
    from: z.string(),
    to: z.string(),
    /** Complete buckets learnt from. */
    points: z.int(),
    last: z.number(),
    /** Lengths of its seasons in steps. */
    seasons: z.array(z.int()),
  }),
  backtest: z.object({
    choiceOrigins: z.int(),
    checkOrigins: z.int(),
    /** Steps between origins. */
    step: z.int(),
    methods: z.array(forecastMethodRow),
    /** How often truth lay in the shown method's interval, measured on steps it had not seen. */
    coverage: z.object({ level: z.number(), share: z.number(), n: z.int() }),
    rehearsals: z.array(forecastRehearsal),
  }),
  verdict: forecastVerdict,
  /** Values that stand out, strongest first. */
  anomalies: z.array(z.object({ bucket: z.string(), value: z.number(), z: z.number() })),
  /** Where the level moved: its first bucket, and by how much. */
  changePoints: z.array(z.object({ bucket: z.string(), before: z.number(), after: z.number() })),
  /** Buckets that were filled in: no value, or a zero among values that are never near zero. */
  gaps: z.array(z.string()),
  target: forecastTargetReply.nullable(),
  warnings,
});
export const shortLine = z.object({
  kind: z.literal("short"),
  ...line,
  have: z.int(),
  need: z.int(),
  /** The longest horizon that what is there allows; 0 for none. */
  possibleHorizon: z.int(),
});
export const forecastLine = z.discriminatedUnion("kind", [forecastedLine, shortLine]);

export const forecastReply = z.object({
  lines: z.array(forecastLine),
  interval: trendsQuestion.shape.interval.removeDefault(),
  unit: z.string(),
  timezone: z.string(),
  level: z.number(),
  horizon: z.int(),
  /** Of the values that were learnt from, and how: the same fingerprint gives the same forecast. */
  fingerprint: z.string(),
  warnings,
  /** True when it came from the cache. */
  cached: z.boolean(),
  elapsedMs: z.number(),
  computedAt: z.string(),
});

export type ForecastRequest = z.input<typeof forecastRequest>;
export type ForecastReply = z.infer<typeof forecastReply>;
export type ForecastLine = z.infer<typeof forecastLine>;
export type ForecastedLine = z.infer<typeof forecastedLine>;
export type ShortLine = z.infer<typeof shortLine>;
export type ForecastMethod = z.infer<typeof forecastMethod>;
export type ForecastMethodKey = ForecastMethod["key"];
export type ForecastMethodRow = z.infer<typeof forecastMethodRow>;
export type ForecastRehearsal = z.infer<typeof forecastRehearsal>;
export type ForecastVerdict = z.infer<typeof forecastVerdict>;
export type ForecastTargetReply = z.infer<typeof forecastTargetReply>;
export type ForecastProgress = z.infer<typeof forecastProgress>;
