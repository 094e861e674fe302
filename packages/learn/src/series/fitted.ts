import { LeptonError } from "@lepton/core";
import { halfWidths, type Residuals } from "./intervals.ts";
import type { Method } from "./method.ts";
import { futureTimes, type Series } from "./series.ts";

export interface ForecastOptions {
  /** Share of truths that the interval is to hold; 0.9 unless told. */
  level?: number;
  /** Which of several series; the only one unless told. */
  id?: string;
  /** Known inputs of the coming steps by series id and name, where the series did not bring them. */
  known?: Readonly<Record<string, ArrayLike<number>>>;
  signal?: AbortSignal;
}

/** Point forecasts and their interval, [horizon] each, in the unit of the series. */
export interface Forecast {
  readonly id: string;
  readonly mean: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly level: number;
  /** ISO times of the steps; null when the series has no start or frequency. */
  readonly times: readonly string[] | null;
  /** Origins that the interval was measured on; 0 when it is assumed for want of history. */
  readonly n: number;
}

export interface SavedForecast {
  readonly kind: "forecast";
  readonly method: { readonly name: string; readonly options: Readonly<Record<string, unknown>> };
  readonly parameters: unknown;
  readonly horizon: number;
  readonly series: readonly unknown[];
  readonly residuals: readonly { readonly errors: readonly number[][]; readonly isAssumed: boolean }[];
}

/** A fitted method. It keeps the series: a forecast begins where they end. */
export interface FittedForecast {
  readonly name: string;
  /** Steps that intervals were measured for. */
  readonly horizon: number;
  readonly series: readonly Series[];
  /** Errors at earlier origins, per series. */
  readonly residuals: readonly Residuals[];
  /** Errors: LEARN_SERIES_UNKNOWN, LEARN_OPTION, LEARN_SERIES_KNOWN. */
  forecast(horizon: number, options?: ForecastOptions): Promise<Forecast>;
  /** Of every series, in order. */
  forecastAll(horizon: number, options?: Omit<ForecastOptions, "id">): Promise<Forecast[]>;
  toJSON(): SavedForecast;
}

export interface FittedParts<P> {
  method: Method<P>;
  parameters: P;
  histories: readonly Series[];
  residuals: readonly Residuals[];
  horizon: number;
}

export function fittedForecast<P>({
  method,
  parameters,
  histories,
  residuals,
  horizon,
}: FittedParts<P>): FittedForecast {
  const forecastAll: FittedForecast["forecastAll"] = async (steps, options = {}) => {
    const { level = 0.9, known, signal } = options;
    checkAsked(steps, level);
    const given = histories.map((series) => withFuture(series, steps, known));
    const points = await method.points(parameters, given, steps, signal);
    return given.map((series, i) => {
      const mean = points[i] as Float64Array;
      const own = residuals[i] as Residuals;
      const width = halfWidths(own, { level, horizon: steps, others: residuals });
      return {
        id: series.id,
        mean,
        low: mean.map((value, h) => value - (width[h] as number)),
        high: mean.map((value, h) => value + (width[h] as number)),
        level,
        times: futureTimes(series, steps),
        n: own.isAssumed ? 0 : own.errors.length,
      };
    });
  };
  return {
    name: method.name,
    horizon,
    series: histories,
    residuals,
    forecastAll,
    forecast: async (steps, { id, ...options } = {}) => {
      const all = await forecastAll(steps, options);
      const found = id === undefined && all.length === 1 ? all[0] : all.find((one) => one.id === id);
      if (found) return found;
      throw new LeptonError("LEARN_SERIES_UNKNOWN", {
        problem:
          id === undefined
            ? "The model was fitted on several series."
            : "The model has no series of this id.",
        received: id ?? `${all.length} series`,
        next: "Name one with { id }, or call forecastAll.",
        field: "id",
      });
    },
    toJSON: () => ({
      kind: "forecast",
      method: { name: method.name, options: method.options },
      parameters,
      horizon,
      series: histories.map(({ values, known, ...rest }) => ({
        ...rest,
        values: [...values],
        known: Object.fromEntries(Object.entries(known).map(([name, cells]) => [name, [...cells]])),
      })),
      residuals: residuals.map(({ errors, isAssumed }) => ({
        errors: errors.map((row) => [...row]),
        isAssumed,
      })),
    }),
  };
}

function checkAsked(horizon: number, level: number): void {
  const isHorizon = Number.isInteger(horizon) && horizon > 0;
  if (isHorizon && level > 0 && level < 1) return;
  throw new LeptonError("LEARN_OPTION", {
    problem: isHorizon
      ? "The level is a share between 0 and 1."
      : "The horizon is a whole number of steps, 1 or more.",
    received: String(isHorizon ? level : horizon),
    next: isHorizon ? "Give { level: 0.9 }, for example." : "Give forecast(12), for example.",
    field: isHorizon ? "level" : "horizon",
  });
}

/** The series with its known inputs as far as the horizon. Errors: LEARN_SERIES_KNOWN. */
function withFuture(series: Series, horizon: number, given: ForecastOptions["known"]): Series {
  const n = series.values.length;
  const known = Object.fromEntries(
    Object.entries(series.known).map(([name, cells]) => {
      const future = given?.[name];
      const all = future ? Float64Array.of(...cells.subarray(0, n), ...Array.from(future)) : cells;
      if (all.length >= n + horizon) return [name, all];
      throw new LeptonError("LEARN_SERIES_KNOWN", {
        problem: `The known input "${name}" of series "${series.id}" does not reach the steps to be forecast.`,
        received: `${all.length - n} of ${horizon} coming steps`,
        next: `Give forecast(${horizon}, { known: { ${JSON.stringify(name)}: [...] } }), or longer columns to fit.`,
        field: `known.${name}`,
      });
    }),
  );
  return { ...series, known };
}
