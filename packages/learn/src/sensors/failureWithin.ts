import type { Estimate } from "@lepton/core";
import { z } from "zod";
import { scoreInterval } from "../evaluate/interval.ts";
import { scores } from "../evaluate/score.ts";
import { type DecisionCosts, type Threshold, thresholdByCost } from "../evaluate/threshold.ts";
import { applyMap, calibrationMapSchema, plattMap } from "../tabular/calibrationMap.ts";
import { checkFit } from "../tabular/checkFit.ts";
import type { FitOptions } from "../tabular/estimator.ts";
import { readOptions } from "../tabular/options.ts";
import { type ClassTarget, classTarget } from "../tabular/target.ts";
import { crossFit } from "./crossFit.ts";
import type { FittedWindows, WindowMethod } from "./method.ts";
import { prepare, savedSensorSchema, sensorOptions, type When, windowsFor } from "./prepare.ts";
import type { Readings } from "./readings.ts";
import { readSaved, windowsFromJSON } from "./savedWindows.ts";
import { treesOnStatistics } from "./tabularMethods.ts";
import { windowsOf } from "./windows.ts";

const optionsSchema = z.strictObject({
  ...sensorOptions,
  /** Cycles ahead that are asked about. */
  horizon: z.number().positive(),
});
export interface FailureWithinOptions extends z.input<typeof optionsSchema> {
  /** Default: boosted trees on window statistics, which C-MAPSS' engines held out chose over networks and the average. */
  method?: WindowMethod;
  /** Costs of an intervention in vain and of a failure missed, for the threshold. Default 1 and 10. */
  costs?: DecisionCosts;
}

export interface FailureChance {
  unit: string;
  cycle: number;
  /** Of a failure within the horizon. */
  probability: number;
  /** Whether acting costs less than waiting. */
  isDue: boolean;
  isPadded: boolean;
}
export interface FittedFailureWithin {
  readonly kind: "failureWithin";
  readonly method: string;
  readonly horizon: number;
  readonly channels: readonly string[];
  readonly warnings: readonly string[];
  /** On machines that the predicting model did not see, resampled by machine. */
  readonly heldOut: { auc: Estimate; averagePrecision: Estimate; brier: Estimate };
  /** By cost, on the same machines. */
  readonly threshold: Threshold;
  predict(readings: Readings, when?: When): Promise<FailureChance[]>;
  toJSON(): Promise<unknown>;
  close(): Promise<void>;
}

const failure = ["survives", "fails"] as const;

/** Outcome of every place within the horizon; null where a machine stopped being watched before. */
export function failsAt(
  { units }: Readings,
  { unit, reading }: { unit: number; reading: number },
  horizon: number,
): boolean | null {
  const { cycles, hasFailed } = units[unit] as Readings["units"][number];
  const seen = (cycles.at(-1) as number) - (cycles[reading] as number);
  if (seen > horizon) return false;
  return hasFailed ? true : null;
}

/**
 * Chance of a failure within so many cycles, from windows; calibrated (Platt) and judged on machines held out.
 * Errors: as `remainingLife`; LEARN_TARGET_CONSTANT when no machine, or every window, is within the horizon; LEARN_COSTS.
 * @example
 * const fitted = await failureWithin({ horizon: 30 }).fit(readings, { seed: 7 });
 */
export function failureWithin({
  method = treesOnStatistics(),
  costs = { falsePositive: 1, falseNegative: 10 },
  ...options
}: FailureWithinOptions) {
  const settings = readOptions(optionsSchema, options, "failureWithin");
  const { horizon } = settings;
  return {
    name: method.name,
    isBaseline: method.isBaseline,
    async fit(readings: Readings, fitOptions: Omit<FitOptions, "weights">): Promise<FittedFailureWithin> {
      const { scaling, units, places, warnings } = prepare(
        readings,
        settings,
        (place) => failsAt(readings, place, horizon) !== null,
      );
      const windows = windowsOf(units, places, { ...settings, channels: scaling.channels });
      const y: ClassTarget = classTarget(
        places.map((place) => failure[Number(failsAt(readings, place, horizon))] as string),
        failure,
      );
      checkFit({ rows: windows.rows, columns: [] }, y);
      const groups = places.map(({ unit }) => (units[unit] as (typeof units)[number]).id);
      const { crossed, fitted } = await crossFit(method, windows, y, {
        ...fitOptions,
        groups,
        folds: settings.folds,
      });
      const truth = Uint8Array.from(y.labels);
      const map = plattMap(chances(crossed), truth);
      const calibrated = chances(crossed).map((p) => applyMap(map, p));
      const both = Float64Array.from(crossed, (_, at) => {
        const p = calibrated[at >> 1] as number;
        return at % 2 === 1 ? p : 1 - p;
      });
      const judged = (name: "auc" | "averagePrecision" | "brier") =>
        scoreInterval(scores[name], y, both, { seed: fitOptions.seed, groups, resamples: 200 });
      return fittedFailure(
        {
          kind: "failureWithin",
          method: method.name,
          horizon,
          length: settings.length,
          scaling,
          warnings,
          map,
          heldOut: {
            auc: await judged("auc"),
            averagePrecision: await judged("averagePrecision"),
            brier: await judged("brier"),
          },
          threshold: thresholdByCost(truth, calibrated, costs),
        },
        fitted,
      );
    },
  };
}

const chances = (both: Float64Array) =>
  Float64Array.from({ length: both.length / 2 }, (_, i) => both[2 * i + 1] as number);

const number = z.number().nullable();
const estimate = z.object({ value: number, low: number, high: number, level: z.number(), n: z.number() });
const savedSchema = savedSensorSchema.extend({
  kind: z.literal("failureWithin"),
  method: z.string(),
  horizon: z.number(),
  map: calibrationMapSchema,
  heldOut: z.object({ auc: estimate, averagePrecision: estimate, brier: estimate }),
  // JSON has no infinity: "never act" is null.
  threshold: z.object({
    threshold: z
      .number()
      .nullable()
      .transform((value) => value ?? Number.POSITIVE_INFINITY),
    cost: z.number(),
    costOfAll: z.number(),
    costOfNone: z.number(),
  }),
});
type Saved = z.infer<typeof savedSchema>;

function fittedFailure(saved: Omit<Saved, "model">, fitted: FittedWindows): FittedFailureWithin {
  const { kind, method, horizon, scaling, warnings, heldOut, threshold, map } = saved;
  return {
    kind,
    method,
    horizon,
    channels: [...scaling.channels, ...scaling.conditions],
    warnings,
    heldOut,
    threshold,
    async predict(readings, when = "last") {
      const { windows, rows } = windowsFor(readings, { ...saved, when });
      const values = chances(await fitted.predict(windows));
      return rows.map((row, i) => {
        const probability = applyMap(map, values[i] as number);
        return { ...row, probability, isDue: probability >= threshold.threshold };
      });
    },
    toJSON: async () => ({ ...saved, model: await fitted.toJSON() }),
    close: () => fitted.close(),
  };
}

/** From what `toJSON` gave. Errors: LEARN_SAVED_MODEL. */
export function failureWithinFromJSON(json: unknown): FittedFailureWithin {
  const { model, ...saved } = readSaved(savedSchema, json);
  return fittedFailure(saved, windowsFromJSON(model));
}
