import { LeptonError } from "@lepton/core";
import type { FitProgress } from "../tabular/estimator.ts";
import { type BacktestOptions, type Scores, scoresOf } from "./backtest.ts";
import type { FittedForecast } from "./fitted.ts";
import type { ForecastModel, SeriesLike } from "./model.ts";
import {
  exponentialSmoothing,
  forecastEnsemble,
  globalLinear,
  mstl,
  naive,
  seasonalNaive,
  seasonalRegression,
  theta,
  withKnown,
} from "./models.ts";
import { type Series, seriesList, upTo } from "./series.ts";

export interface ForecastLeaderboardOptions {
  horizon: number;
  /** Seconds after which no further model is tried; 60 unless told. Baselines are always measured. */
  budgetSeconds?: number;
  /** Origins that the choice is made on; 2 unless told. Those of the test are not among them. */
  origins?: number;
  /** Last origins that the chosen model is judged on; 1 unless told. */
  testOrigins?: number;
  /** Steps between origins; the horizon unless told, so that no step is judged twice. */
  step?: number;
  /** Candidates by name; the usual ones unless told. Baselines always join. */
  models?: Readonly<Record<string, ForecastModel>>;
  level?: number;
  seed?: number;
  signal?: AbortSignal;
  onProgress?: (progress: FitProgress) => void;
  /** Hears of every forecast that the model of this name is judged by. */
  onForecast?: (name: string, judged: Parameters<NonNullable<BacktestOptions["onForecast"]>>[0]) => void;
}
export interface LeaderboardEntry {
  readonly name: string;
  readonly isBaseline: boolean;
  /** On the validation origins, which the choice is made on. */
  readonly validation: Scores;
}
export interface ForecastLeaderboard {
  /** Least validation MASE first. */
  readonly entries: readonly LeaderboardEntry[];
  /** Models that were not tried, and why. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  readonly chosen: string;
  /** On the last origins, which no choice has seen. */
  readonly test: { readonly chosen: Scores; readonly baselines: readonly Scores[] };
  /** The chosen one beats every baseline on the last origins. */
  readonly beatsBaselines: boolean;
  readonly verdict: string;
  /** The chosen model, fitted on everything. */
  readonly fitted: FittedForecast;
}

/** Baselines by name: those that any published forecast must beat. */
function baselinesOf(list: readonly Series[]): Record<string, ForecastModel> {
  const seasons = [...new Set(list.flatMap(({ seasons }) => seasons))].sort((a, b) => a - b);
  const fits = seasons.filter((season) => list.every(({ values }) => values.length >= 2 * season));
  return {
    naive: naive(),
    ...Object.fromEntries(fits.map((season) => [`seasonalNaive(${season})`, seasonalNaive({ season })])),
  };
}

function usualModels(list: readonly Series[]): Record<string, ForecastModel> {
  const all: Record<string, ForecastModel> = {
    theta: theta(),
    mstl: mstl(),
    globalLinear: globalLinear(),
    exponentialSmoothing: exponentialSmoothing(),
    seasonalRegression: seasonalRegression(),
  };
  const seasons = baselinesOf(list);
  const hasKnown = list.every(({ known }) => Object.keys(known).length > 0);
  const longest = Object.values(seasons).at(-1) as ForecastModel;
  const models: Record<string, ForecastModel> = {
    "median of mstl, globalLinear, theta, seasonalNaive": forecastEnsemble([
      mstl(),
      globalLinear(),
      theta(),
      longest,
    ]),
    ...all,
  };
  if (hasKnown)
    for (const [name, model] of Object.entries({ ...seasons, ...models }))
      models[`${name} with known inputs`] = withKnown(model);
  return models;
}

/**
 * Tries models on earlier origins, takes the one of least MASE, and judges it beside the baselines on the last origins,
 * which took no part in the choice. Says so when nothing beats the baselines.
 * Errors: LEARN_SERIES_SHORT when not even the baselines can be judged; the signal's reason.
 */
export async function forecastLeaderboard(
  series: SeriesLike,
  options: ForecastLeaderboardOptions,
): Promise<ForecastLeaderboard> {
  const list = seriesList(series);
  const { horizon, budgetSeconds = 60, origins = 2, testOrigins = 1, step = horizon } = options;
  const { level = 0.9, seed = 0, signal, onProgress, onForecast } = options;
  const held = horizon + (testOrigins - 1) * step;
  const before = list.map((one) => upTo(one, one.values.length - held));
  if (before.some(({ values }) => values.length < 3))
    throw new LeptonError("LEARN_SERIES_SHORT", {
      problem: "The series are too short to keep last origins for the final test.",
      received: `${Math.min(...list.map(({ values }) => values.length))} values, horizon ${horizon}`,
      next: "Give longer series or a shorter horizon.",
    });
  const baselines = baselinesOf(before);
  const candidates = { ...baselines, ...(options.models ?? usualModels(before)) };
  const judged = (name: string): Omit<BacktestOptions, "origins"> => ({
    horizon,
    step,
    level,
    seed,
    ...(signal ? { signal } : {}),
    ...(onForecast ? { onForecast: (one) => onForecast(name, one) } : {}),
  });
  const deadline = performance.now() + 1000 * budgetSeconds;
  const entries: LeaderboardEntry[] = [];
  const skipped: { name: string; reason: string }[] = [];
  for (const [i, [name, model]] of Object.entries(candidates).entries()) {
    const isBaseline = name in baselines;
    onProgress?.({ share: (0.9 * i) / Object.keys(candidates).length, step: name });
    if (!isBaseline && performance.now() > deadline) {
      skipped.push({ name, reason: `the budget of ${budgetSeconds} s was spent` });
      continue;
    }
    try {
      entries.push({
        name,
        isBaseline,
        validation: { ...(await scoresOf(model, before, { ...judged(name), origins })), name },
      });
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof LeptonError)) throw error;
      skipped.push({ name, reason: error.message });
    }
  }
  const rank = ({ validation }: LeaderboardEntry) =>
    Number.isNaN(validation.mase.mean) ? validation.rmse.mean : validation.mase.mean;
  entries.sort((a, b) => rank(a) - rank(b));
  const best = entries[0];
  if (!best)
    throw new LeptonError("LEARN_SERIES_SHORT", {
      problem: "The series are too short to judge even the baselines.",
      received: skipped[0]?.reason ?? "",
      next: "Give longer series, a shorter horizon or fewer origins.",
    });
  const chosenModel = candidates[best.name] as ForecastModel;
  const tested: Scores[] = [];
  for (const [name, model] of Object.entries(baselines))
    tested.push({ ...(await scoresOf(model, list, { ...judged(name), origins: testOrigins })), name });
  const chosen = best.isBaseline
    ? (tested.find(({ name }) => name === best.name) as Scores)
    : {
        ...(await scoresOf(chosenModel, list, { ...judged(best.name), origins: testOrigins })),
        name: best.name,
      };
  const least = tested.reduce((low, scores) => (scores.mase.mean < low.mase.mean ? scores : low));
  const beatsBaselines = !best.isBaseline && chosen.mase.mean < least.mase.mean;
  const where = testOrigins === 1 ? "origin" : `${testOrigins} origins`;
  const figures = `MASE ${chosen.mase.mean.toFixed(3)} beside ${least.mase.mean.toFixed(3)} of ${least.name}`;
  const fitted = await chosenModel.fit(list, { seed, horizon, ...(signal ? { signal } : {}) });
  onProgress?.({ share: 1, step: "done" });
  return {
    entries,
    skipped,
    chosen: best.name,
    test: { chosen, baselines: tested },
    beatsBaselines,
    verdict: best.isBaseline
      ? `Nothing beats ${best.name}: no other model did better on the validation origins.`
      : beatsBaselines
        ? `${best.name} beats the baselines on the last ${where}: ${figures}.`
        : `Not to be published: ${best.name} was best in validation, but no better than ${least.name} alone on the last ${where} (${figures}).`,
    fitted,
  };
}
