import { LeptonError } from "@lepton/core";
import { z } from "zod";
import type { FitProgress } from "../tabular/estimator.ts";
import { type FittedForecast, fittedForecast } from "./fitted.ts";
import { type Calibration, rollingResiduals } from "./intervals.ts";
import { checkLong, type Method } from "./method.ts";
import { type Series, type SeriesInput, seriesList } from "./series.ts";

export type SeriesLike = SeriesInput | Series | readonly (SeriesInput | Series)[];

export const forecastFitSchema = z.strictObject({
  /** All randomness of the fit follows from it; 0 unless told. */
  seed: z.int().default(0),
  /** Steps that intervals are measured for; two of the shortest season within a fifth of the series unless told. */
  horizon: z.int().min(1).optional(),
  signal: z
    .custom<AbortSignal>((value) => value instanceof AbortSignal, "expected an AbortSignal")
    .optional(),
  onProgress: z
    .custom<(progress: FitProgress) => void>((value) => typeof value === "function", "expected a function")
    .optional(),
});
export type ForecastFitOptions = z.input<typeof forecastFitSchema>;

/** A method with its options; it has no `forecast` before `fit`. */
export interface ForecastModel<P = unknown> {
  readonly name: string;
  readonly method: Method<P>;
  /**
   * Learns from one or several series and measures its intervals on earlier origins.
   * Errors: those of `seriesFrom`, LEARN_SERIES_SHORT, LEARN_OPTION; the signal's reason.
   */
  fit(series: SeriesLike, options?: ForecastFitOptions): Promise<FittedForecast>;
}

/** A model of a method: fits it twice, before the calibration origins and on everything. */
export function forecastModel<P>(method: Method<P>, calibration: Calibration = {}): ForecastModel<P> {
  return {
    name: method.name,
    method,
    fit: async (input, options = {}) => {
      const histories = seriesList(input);
      const { seed, horizon = usualHorizon(histories), signal, onProgress } = readFitOptions(options);
      signal?.throwIfAborted();
      checkLong(method as Method, histories, horizon);
      const tell = (from: number, share: number) => (progress: FitProgress) =>
        onProgress?.({ ...progress, share: from + share * progress.share });
      const context = { horizon, seed, signal };
      const residuals = await rollingResiduals(method, histories, { context, ...calibration });
      onProgress?.({ share: 0.5, step: "intervals measured" });
      const parameters = await method.fit(histories, { ...context, onProgress: tell(0.5, 0.5) });
      return fittedForecast({ method, parameters, histories, residuals, horizon });
    },
  };
}

function readFitOptions(options: ForecastFitOptions) {
  const read = forecastFitSchema.safeParse(options);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new LeptonError("LEARN_OPTION", {
    problem: `fit was given an option it does not take: ${issue?.message ?? "invalid"}.`,
    received: Object.keys(options).join(", "),
    next: `Its options: ${Object.keys(forecastFitSchema.shape).join(", ")}.`,
    field: issue?.path.join("."),
  });
}

const usualHorizon = (histories: readonly Series[]) =>
  Math.max(
    1,
    Math.min(
      ...histories.map(({ values, seasons }) =>
        Math.min(2 * (seasons[0] ?? 6), Math.floor(values.length / 5)),
      ),
    ),
  );
