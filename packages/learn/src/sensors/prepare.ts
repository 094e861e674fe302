import { LeptonError } from "@lepton/core";
import { z } from "zod";
import type { Readings } from "./readings.ts";
import { type ScaledUnit, type Scaling, scaled, scalingOf, scalingSchema } from "./scaling.ts";
import { type Place, type Windows, wholePlaces, windowsOf } from "./windows.ts";

const count = z.int().min(1);
/** Options that all questions about machines share. */
export const sensorOptions = {
  /** Readings a prediction looks back on. Default 30. */
  length: z.int().min(2).default(30),
  /** Parts of whole machines that are held out in turn; also the number of models averaged. Default 5. */
  folds: z.int().min(2).default(5),
  /** Windows trained on at most; above, evenly left out. Default 50,000. */
  mostWindows: count.default(50_000),
  /** Channels that say how a machine is run: readings are standardised within a regime of them. */
  conditions: z.array(z.string()).default([]),
  /** Regimes looked for. Default 6. */
  regimes: count.default(6),
};

export interface Prepared {
  scaling: Scaling;
  units: ScaledUnit[];
  places: Place[];
  warnings: string[];
}

/**
 * Scaled readings and the places of training: whole windows whose outcome is known. Machines with fewer readings than a
 * window are left out and named. Errors: LEARN_READINGS_SHORT, LEARN_UNITS_FEW, those of the scaling.
 */
export function prepare(
  readings: Readings,
  { length, folds, mostWindows, conditions, regimes }: z.output<z.ZodObject<typeof sensorOptions>>,
  isKnown: (place: Place) => boolean,
): Prepared {
  const scaling = scalingOf(readings, { conditions, regimes });
  const units = scaled(readings, scaling);
  const warnings = scaling.dropped.map((name) => `${name} is left out: it never changes.`);
  const short = units.filter((unit) => unit.readings < length);
  if (short.length > 0)
    warnings.push(
      `${short.length} of ${units.length} units have fewer than ${length} readings and are not learnt from: ` +
        `${short
          .slice(0, 5)
          .map(({ id }) => id)
          .join(", ")}${short.length > 5 ? ", …" : ""}.`,
    );
  if (short.length === units.length)
    throw new LeptonError("LEARN_READINGS_SHORT", {
      problem: `No machine has ${length} readings, the length of a window.`,
      received: `${units.length} units, ${Math.max(0, ...units.map((unit) => unit.readings))} readings at most`,
      next: "Give a shorter length, or more readings.",
      field: "length",
    });
  const places = wholePlaces(units, length, mostWindows).filter(isKnown);
  const known = new Set(places.map(({ unit }) => unit)).size;
  if (known < folds)
    throw new LeptonError("LEARN_UNITS_FEW", {
      problem: "Too few machines with a known outcome: each part held out needs one of its own.",
      received: `${known} units for ${folds} parts`,
      next: "Give more machines, or fewer folds.",
      field: "folds",
    });
  return { scaling, units, places, warnings };
}

/** Where predictions are made: at the last reading of every machine, or at every reading. */
export type When = "last" | "every";

/** Windows of readings to come, as of training. `isPadded`: fewer readings than a window, the first one repeated. */
export function windowsFor(
  readings: Readings,
  { scaling, length, when }: { scaling: Scaling; length: number; when: When },
): { windows: Windows; rows: { unit: string; cycle: number; isPadded: boolean }[] } {
  const units = scaled(readings, scaling);
  const places = units.flatMap(({ readings: count }, unit): Place[] => {
    if (count === 0) return [];
    return when === "last"
      ? [{ unit, reading: count - 1 }]
      : Array.from({ length: count }, (_, reading) => ({ unit, reading }));
  });
  return {
    windows: windowsOf(units, places, { length, channels: scaling.channels }),
    rows: places.map(({ unit, reading }) => ({
      unit: (units[unit] as ScaledUnit).id,
      cycle: readings.units[unit]?.cycles[reading] as number,
      isPadded: reading + 1 < length,
    })),
  };
}

export const savedSensorSchema = z.object({
  length: z.int().min(2),
  scaling: scalingSchema,
  warnings: z.array(z.string()),
  model: z.unknown(),
});
