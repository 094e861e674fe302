import type { Estimate } from "@lepton/core";
import { median } from "@lepton/core";
import { z } from "zod";
import { scoreInterval } from "../evaluate/interval.ts";
import { scores } from "../evaluate/score.ts";
import type { FitOptions } from "../tabular/estimator.ts";
import { readOptions } from "../tabular/options.ts";
import { regressionTarget } from "../tabular/target.ts";
import { conformalOf, conformalSchema, intervalAt } from "./conformal.ts";
import { crossFit } from "./crossFit.ts";
import { averageOfMethods, type FittedWindows, type WindowMethod } from "./method.ts";
import { prepare, savedSensorSchema, sensorOptions, type When, windowsFor } from "./prepare.ts";
import type { Readings } from "./readings.ts";
import { readSaved, windowsFromJSON } from "./savedWindows.ts";
import { treesOnStatistics } from "./tabularMethods.ts";
import { windowNetwork } from "./windowNetwork.ts";
import { windowsOf } from "./windows.ts";

const optionsSchema = z.strictObject({
  ...sensorOptions,
  /** Life above which machines count as healthy, in cycles. Default 0.6 of the median life. */
  cap: z.number().positive().optional(),
  /** Share of true values that intervals are to cover. Default 0.9. */
  level: z.number().gt(0).lt(1).default(0.9),
});
export interface RemainingLifeOptions extends z.input<typeof optionsSchema> {
  /** Default: boosted trees on window statistics, which C-MAPSS' engines held out chose over networks and the average. */
  method?: WindowMethod;
}

/** The average of what knows windows in three ways. */
export const blendOfWindows = (): WindowMethod =>
  averageOfMethods("average of networks and trees", [
    windowNetwork({ architecture: "conv" }),
    windowNetwork({ architecture: "lstm" }),
    treesOnStatistics(),
  ]);

export interface RemainingLife {
  unit: string;
  cycle: number;
  /** Cycles to failure; the cap means "that or more". */
  value: number;
  /** null where too few machines tell. */
  low: number | null;
  high: number | null;
  level: number;
  /** The unit has fewer readings than a window: the prediction leans on its first one. */
  isPadded: boolean;
}

export interface FittedRemainingLife {
  readonly kind: "remainingLife";
  readonly method: string;
  readonly cap: number;
  readonly channels: readonly string[];
  readonly warnings: readonly string[];
  /** On machines that the predicting model did not see: root of the mean squared error, resampled by machine. */
  readonly heldOut: Estimate;
  /** One per unit, or per reading. Errors: LEARN_CHANNEL_UNKNOWN. */
  predict(readings: Readings, when?: When): Promise<RemainingLife[]>;
  toJSON(): Promise<unknown>;
  close(): Promise<void>;
}

/** Cycles to failure of each reading, at most the cap; NaN where a machine still ran and had less than the cap behind it. */
export function lifeAt(
  { units }: Readings,
  { unit, reading }: { unit: number; reading: number },
  cap: number,
) {
  const { cycles, hasFailed } = units[unit] as Readings["units"][number];
  const seen = (cycles.at(-1) as number) - (cycles[reading] as number);
  if (seen >= cap) return cap;
  return hasFailed ? seen : Number.NaN;
}

/**
 * Remaining useful life with intervals: y = min(cap, last cycle − cycle), learnt from windows of machines that failed, and
 * of running ones where they are known to have outlived the cap. Judged on machines held out.
 * Errors: LEARN_OPTION, LEARN_READINGS_SHORT, LEARN_UNITS_FEW, LEARN_CHANNELS_CONSTANT, LEARN_TARGET_CONSTANT.
 * Source: Heimes 2008, PHM (piecewise-linear target).
 * @example
 * const fitted = await remainingLife({ cap: 125 }).fit(readings, { seed: 7 });
 * const [first] = await fitted.predict(running); // { unit, cycle, value, low, high, … }
 */
export function remainingLife({ method = treesOnStatistics(), ...options }: RemainingLifeOptions = {}) {
  const settings = readOptions(optionsSchema, options, "remainingLife");
  return {
    name: method.name,
    isBaseline: method.isBaseline,
    async fit(readings: Readings, fitOptions: Omit<FitOptions, "weights">): Promise<FittedRemainingLife> {
      const cap = settings.cap ?? capOf(readings);
      const { scaling, units, places, warnings } = prepare(
        readings,
        settings,
        (place) => !Number.isNaN(lifeAt(readings, place, cap)),
      );
      if (settings.cap === undefined) warnings.push(`Lives above ${cap} cycles count as ${cap}.`);
      const windows = windowsOf(units, places, { ...settings, channels: scaling.channels });
      const y = regressionTarget(places.map((place) => lifeAt(readings, place, cap)));
      const groups = places.map(({ unit }) => (units[unit] as (typeof units)[number]).id);
      const { crossed, fitted } = await crossFit(method, windows, y, {
        ...fitOptions,
        groups,
        folds: settings.folds,
      });
      const within = crossed.map((value) => clip(value, cap));
      const heldOut = await scoreInterval(scores.rmse, y, within, {
        seed: fitOptions.seed,
        groups,
        resamples: 200,
        ...(fitOptions.signal && { signal: fitOptions.signal }),
      });
      return fittedLife(
        {
          kind: "remainingLife",
          method: method.name,
          cap,
          length: settings.length,
          scaling,
          warnings,
          heldOut,
          conformal: conformalOf(y.values, within, groups, settings.level),
        },
        fitted,
      );
    },
  };
}

const clip = (value: number, cap: number) => Math.min(cap, Math.max(0, value));

function capOf({ units }: Readings): number {
  const lives = units
    .filter(({ hasFailed }) => hasFailed)
    .map(({ cycles }) => (cycles.at(-1) ?? 0) - (cycles[0] ?? 0));
  return Math.max(1, Math.round(0.6 * (median(lives) ?? 0)));
}

const savedSchema = savedSensorSchema.extend({
  kind: z.literal("remainingLife"),
  method: z.string(),
  cap: z.number(),
  heldOut: z.object({
    value: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    level: z.number(),
    n: z.number(),
  }),
  conformal: conformalSchema,
});
type Saved = z.infer<typeof savedSchema>;

function fittedLife(saved: Omit<Saved, "model">, fitted: FittedWindows): FittedRemainingLife {
  const { kind, method, cap, scaling, warnings, heldOut, conformal } = saved;
  return {
    kind,
    method,
    cap,
    channels: [...scaling.channels, ...scaling.conditions],
    warnings,
    heldOut,
    async predict(readings, when = "last") {
      const { windows, rows } = windowsFor(readings, { ...saved, when });
      const values = await fitted.predict(windows);
      return rows.map((row, i) => {
        const value = clip(values[i] as number, cap);
        return { ...row, value, ...intervalAt(conformal, value, cap), level: conformal.level };
      });
    },
    toJSON: async () => ({ ...saved, model: await fitted.toJSON() }),
    close: () => fitted.close(),
  };
}

/** From what `toJSON` gave. Errors: LEARN_SAVED_MODEL. */
export function remainingLifeFromJSON(json: unknown): FittedRemainingLife {
  const { model, ...saved } = readSaved(savedSchema, json);
  return fittedLife(saved, windowsFromJSON(model));
}
