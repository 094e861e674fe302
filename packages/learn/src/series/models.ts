import { LeptonError, nearestName } from "@lepton/core";
import { z } from "zod";
import { type FittedForecast, fittedForecast, type SavedForecast } from "./fitted.ts";
import type { Method } from "./method.ts";
import { ensembleMethod } from "./methods/ensemble.ts";
import {
  type ExponentialSmoothingOptions,
  exponentialSmoothingMethod,
} from "./methods/exponentialSmoothing.ts";
import { type GlobalLinearOptions, globalLinearMethod } from "./methods/globalLinear.ts";
import { type MstlOptions, mstlMethod } from "./methods/mstl.ts";
import {
  driftMethod,
  meanMethod,
  naiveMethod,
  type SeasonalNaiveOptions,
  seasonalNaiveMethod,
} from "./methods/naive.ts";
import { type NBeatsOptions, nBeatsMethod } from "./methods/nBeats.ts";
import { type SeasonalRegressionOptions, seasonalRegressionMethod } from "./methods/seasonalRegression.ts";
import { thetaMethod } from "./methods/theta.ts";
import { withKnownMethod } from "./methods/withKnown.ts";
import { type ForecastModel, forecastModel } from "./model.ts";
import { seriesFrom } from "./series.ts";

/** The last value goes on. @example const fitted = await naive().fit({ values: [3, 5, 4, 6] }); */
export const naive = () => forecastModel(naiveMethod());
/** The mean of all values. */
export const historicalMean = () => forecastModel(meanMethod());
/** The line through the first and last value. */
export const drift = () => forecastModel(driftMethod());
/** The same step of the last season. */
export const seasonalNaive = (options: SeasonalNaiveOptions = {}) =>
  forecastModel(seasonalNaiveMethod(options));
/** See `thetaMethod`. */
export const theta = () => forecastModel(thetaMethod());
/** See `exponentialSmoothingMethod`. */
export const exponentialSmoothing = (options: ExponentialSmoothingOptions = {}) =>
  forecastModel(exponentialSmoothingMethod(options));
/** See `mstlMethod`. */
export const mstl = (options: MstlOptions = {}) => forecastModel(mstlMethod(options));
/** See `seasonalRegressionMethod`. */
export const seasonalRegression = (options: SeasonalRegressionOptions = {}) =>
  forecastModel(seasonalRegressionMethod(options));
/** See `globalLinearMethod`. */
export const globalLinear = (options: GlobalLinearOptions = {}) => forecastModel(globalLinearMethod(options));
/** See `nBeatsMethod`. */
export const nBeats = (options: NBeatsOptions = {}) => forecastModel(nBeatsMethod(options));
/** The median of several models' points; its intervals are measured on the median itself. */
export const forecastEnsemble = (members: readonly ForecastModel[]) =>
  forecastModel(ensembleMethod(members.map(({ method }) => method)));
/** Adds the effects of known inputs to a model; see `withKnownMethod`. */
export const withKnown = (model: ForecastModel, options: { penalty?: number } = {}) =>
  forecastModel(withKnownMethod(model.method, options));

const nested = z.object({ name: z.string(), options: z.record(z.string(), z.unknown()) });
type Nested = z.output<typeof nested>;
/** How each method is made from its saved options, which its own schema checks. */
const makers: Readonly<Record<string, (options: Nested["options"]) => Method>> = {
  naive: () => naiveMethod() as Method,
  mean: () => meanMethod() as Method,
  drift: () => driftMethod() as Method,
  seasonalNaive: (options) =>
    seasonalNaiveMethod(z.object({ season: z.int().optional() }).parse(options)) as Method,
  theta: () => thetaMethod() as Method,
  exponentialSmoothing: (options) => exponentialSmoothingMethod(options) as Method,
  mstl: (options) =>
    mstlMethod(z.object({ log: z.union([z.boolean(), z.literal("auto")]) }).parse(options)) as Method,
  seasonalRegression: (options) => seasonalRegressionMethod(options) as Method,
  globalLinear: (options) => globalLinearMethod(options) as Method,
  nBeats: (options) => nBeatsMethod(options) as Method,
  ensemble: (options) => ensembleMethod(z.array(nested).parse(options.members).map(methodFrom)) as Method,
};

function methodFrom({ name, options }: Nested): Method {
  const known = name.replace(/\+known$/, "");
  if (known !== name)
    return withKnownMethod(methodFrom(nested.parse(options.inner)), {
      penalty: z.number().parse(options.penalty),
    }) as Method;
  const make = makers[name];
  if (make) return make(options);
  const nearest = nearestName(name, Object.keys(makers));
  throw new LeptonError("LEARN_SAVED_INVALID", {
    problem: "There is no forecasting method of this name.",
    received: name,
    next: nearest ? `Did you mean ${nearest}?` : `Use one of: ${Object.keys(makers).join(", ")}.`,
  });
}

const savedSchema = z.object({
  kind: z.literal("forecast"),
  method: nested,
  parameters: z.unknown(),
  horizon: z.int().min(1),
  series: z.array(
    z.object({
      id: z.string(),
      values: z.array(z.number()),
      filled: z.number(),
      start: z.number().nullable(),
      frequency: z.string().nullable(),
      seasons: z.array(z.int()),
      known: z.record(z.string(), z.array(z.number())),
    }),
  ),
  residuals: z.array(z.object({ errors: z.array(z.array(z.number())), isAssumed: z.boolean() })),
});

/** A fitted forecast from what `toJSON` gave, or its text parsed. Errors: LEARN_SAVED_INVALID. */
export function forecastFromJSON(saved: SavedForecast | unknown): FittedForecast {
  try {
    const read = savedSchema.parse(saved);
    const method = methodFrom(read.method);
    return fittedForecast({
      method,
      parameters: method.parameters.parse(read.parameters),
      horizon: read.horizon,
      histories: read.series.map(({ start, frequency, filled, known, ...series }) => ({
        ...seriesFrom({
          ...series,
          known,
          ...(start === null ? {} : { start: new Date(start) }),
          ...(frequency === null ? {} : { frequency: frequency as "day" }),
        }),
        filled,
      })),
      residuals: read.residuals.map(({ errors, isAssumed }) => ({
        errors: errors.map((row) => Float64Array.from(row)),
        isAssumed,
      })),
    });
  } catch (cause) {
    if (cause instanceof LeptonError) throw cause;
    throw new LeptonError(
      "LEARN_SAVED_INVALID",
      {
        problem: "This is not a saved forecast, or a part of it is damaged.",
        received:
          cause instanceof z.ZodError ? (cause.issues[0]?.path.join(".") ?? "") : String(cause).slice(0, 200),
        next: "Give what toJSON() of a fitted forecast gave.",
      },
      { cause },
    );
  }
}
