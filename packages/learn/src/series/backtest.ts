import { LeptonError } from "@lepton/core";
import { breather } from "./breathe.ts";
import type { Forecast } from "./fitted.ts";
import { coverage, mase, naiveScale, pinball, rmse, smape } from "./measures.ts";
import type { ForecastModel, SeriesLike } from "./model.ts";
import { naive, seasonalNaive } from "./models.ts";
import { type Series, seriesList, upTo } from "./series.ts";

/** The middle of a measure and how far it goes from origin to origin. */
export interface Spread {
  /** Mean over series and origins. */
  readonly mean: number;
  /** Standard deviation of the origins' means; null of a single origin. */
  readonly spread: number | null;
  /** Forecasts behind the mean: series × origins. Series whose scale is 0 do not count for MASE. */
  readonly n: number;
}
export interface Scores {
  readonly name: string;
  readonly mase: Spread;
  /** %. */
  readonly smape: Spread;
  /** Mean absolute error; unit of the series. */
  readonly mae: Spread;
  /** Unit of the series. */
  readonly rmse: Spread;
  /** Mean pinball loss of the interval's two ends; unit of the series. */
  readonly pinball: Spread;
  /** Share of truths inside the interval, beside `level`. */
  readonly coverage: Spread;
}
export interface Backtest {
  readonly level: number;
  readonly horizon: number;
  readonly origins: number;
  readonly model: Scores;
  readonly seasonalNaive: Scores;
  readonly naive: Scores;
  /** Whether its MASE is below that of both baselines. */
  readonly beatsBaselines: boolean;
  /** One sentence for people. */
  readonly verdict: string;
}
export interface BacktestOptions {
  horizon: number;
  /** How many earlier moments are forecast from; 3 unless told. */
  origins?: number;
  /** Steps between origins; the horizon unless told, so that no step is judged twice. */
  step?: number;
  /** Of the interval; 0.9 unless told. */
  level?: number;
  seed?: number;
  signal?: AbortSignal;
  /** Hears of every forecast that is judged: of the series at place `series`, from its value `origin` on. */
  onForecast?: (judged: { series: number; origin: number; forecast: Forecast }) => void;
}

/**
 * Rolling-origin evaluation: at each origin the model is fitted on what lies before it alone, forecasts `horizon` steps,
 * and is judged on what came; beside seasonal naive and naive. Errors: LEARN_SERIES_SHORT, those of `fit`.
 * Source: Tashman 2000, Int. J. Forecasting 16:437–450.
 */
export async function backtest(
  model: ForecastModel,
  series: SeriesLike,
  options: BacktestOptions,
): Promise<Backtest> {
  const list = seriesList(series);
  const { horizon, origins = 3, level = 0.9 } = options;
  const [own, season, last] = [
    await scoresOf(model, list, options),
    await scoresOf(seasonalNaive(), list, options),
    await scoresOf(naive(), list, options),
  ];
  const least = Math.min(season.mase.mean, last.mase.mean);
  const beatsBaselines = own.mase.mean < least;
  const figure = (scores: Scores) => scores.mase.mean.toFixed(3);
  return {
    level,
    horizon,
    origins,
    model: own,
    seasonalNaive: season,
    naive: last,
    beatsBaselines,
    verdict: beatsBaselines
      ? `${own.name} errs ${figure(own)} (MASE), seasonal naive ${figure(season)}, naive ${figure(last)}.`
      : `No better than ${season.mase.mean <= last.mase.mean ? "seasonal naive" : "naive"} alone: ${own.name} errs ${figure(own)} (MASE), seasonal naive ${figure(season)}, naive ${figure(last)}.`,
  };
}

/** Scores of one model over the origins. */
export async function scoresOf(
  model: ForecastModel,
  list: readonly Series[],
  { horizon, origins = 3, step = horizon, level = 0.9, seed = 0, signal, onForecast }: BacktestOptions,
): Promise<Scores> {
  const rows: Record<"mase" | "smape" | "mae" | "rmse" | "pinball" | "coverage", number[][]> = {
    mase: [],
    smape: [],
    mae: [],
    rmse: [],
    pinball: [],
    coverage: [],
  };
  const breathe = breather(signal);
  for (let k = origins - 1; k >= 0; k--) {
    const cut = list.map((series) => cutBefore(series, { back: horizon + k * step, model, horizon }));
    const fitted = await model.fit(cut, { seed, horizon, ...(signal ? { signal } : {}) });
    const forecasts = await fitted.forecastAll(horizon, { level, ...(signal ? { signal } : {}) });
    for (const all of Object.values(rows)) all.push([]);
    list.forEach((series, i) => {
      const origin = (cut[i] as Series).values.length;
      const forecast = forecasts[i] as Forecast;
      const judged = judge(series, origin, forecast);
      onForecast?.({ series: i, origin, forecast });
      for (const [name, value] of Object.entries(judged)) rows[name as keyof typeof rows].at(-1)?.push(value);
    });
    await breathe();
  }
  const { mase, smape, mae, rmse, pinball, coverage } = rows;
  return {
    name: model.name,
    mase: spreadOf(mase),
    smape: spreadOf(smape),
    mae: spreadOf(mae),
    rmse: spreadOf(rmse),
    pinball: spreadOf(pinball),
    coverage: spreadOf(coverage),
  };
}

/** Errors of one forecast from `origin` values on. */
export function judge({ values, seasons }: Series, origin: number, { mean, low, high, level }: Forecast) {
  const truth = values.subarray(origin, origin + mean.length);
  const tail = (1 - level) / 2;
  return {
    mase: mase(truth, mean, naiveScale(values.subarray(0, origin), seasons[0] ?? 1)),
    smape: smape(truth, mean),
    mae: mase(truth, mean, 1),
    rmse: rmse(truth, mean),
    pinball: (pinball(truth, low, tail) + pinball(truth, high, 1 - tail)) / 2,
    coverage: coverage(truth, low, high),
  };
}

function cutBefore(
  series: Series,
  { back, model, horizon }: { back: number; model: ForecastModel; horizon: number },
): Series {
  const left = series.values.length - back;
  const need = Math.max(3, model.method.minimum(series.seasons, horizon));
  if (left >= need) return upTo(series, left);
  throw new LeptonError("LEARN_SERIES_SHORT", {
    problem: `Series "${series.id}" is too short for this backtest of ${model.name}.`,
    received: `${series.values.length} values, of which ${Math.max(left, 0)} lie before the first origin`,
    next: `Give at least ${back + need} values, or fewer origins or a shorter horizon.`,
  });
}

function spreadOf(origins: readonly (readonly number[])[]): Spread {
  const known = origins.map((row) => row.filter(Number.isFinite)).filter((row) => row.length > 0);
  const mean = (row: readonly number[]) => row.reduce((sum, value) => sum + value, 0) / row.length;
  const means = known.map(mean);
  const middle = mean(known.flat());
  const square = means.reduce((sum, value) => sum + (value - mean(means)) ** 2, 0);
  return {
    mean: middle,
    spread: means.length > 1 ? Math.sqrt(square / (means.length - 1)) : null,
    n: known.flat().length,
  };
}
