import { LeptonError, nearestName } from "@lepton/core";
import { z } from "zod";
import type { Readings, Unit } from "./readings.ts";
import { findRegimes, nearestCentre, type Regimes, regimesSchema } from "./regimes.ts";

export const scalingSchema = z.object({
  channels: z.array(z.string()).min(1),
  /** Channels left out because they never change. */
  dropped: z.array(z.string()),
  conditions: z.array(z.string()),
  regimes: regimesSchema.nullable(),
  /** [regimes][channels] */
  means: z.array(z.array(z.number())).min(1),
  deviations: z.array(z.array(z.number())).min(1),
});
export type Scaling = z.infer<typeof scalingSchema>;

export interface ScalingOptions {
  /** Channels that say how the machine is run (load, altitude, speed): readings are compared within a regime of them. */
  conditions?: readonly string[];
  /** Regimes that are looked for. Default 6. */
  regimes?: number;
}

/** A machine's readings, standardised: [readings, channels] row-major, no value missing. */
export interface ScaledUnit {
  readonly id: string;
  readonly readings: number;
  readonly values: Float32Array;
}

/**
 * z = (x − mean) / deviation per channel, of these readings, or per channel and operating regime. Channels that never
 * change (within any regime) are left out and named. Errors: LEARN_CHANNEL_UNKNOWN, LEARN_CHANNELS_CONSTANT.
 */
export function scalingOf(
  readings: Readings,
  { conditions = [], regimes = 6 }: ScalingOptions = {},
): Scaling {
  const found = conditions.length > 0 ? regimesOf(readings, conditions, regimes) : null;
  const used = readings.channels.filter((name) => !conditions.includes(name));
  const count = found?.centres.length ?? 1;
  const [means, deviations] = [table(count, used.length), table(count, used.length)];
  used.forEach((name, c) => {
    const channel = placeOf(readings.channels, name);
    const sums = Array.from({ length: count }, () => ({ n: 0, mean: 0, squares: 0 }));
    for (const unit of readings.units)
      (unit.values[channel] as Float64Array).forEach((value, i) => {
        if (Number.isNaN(value)) return;
        const sum = sums[found ? regimeAt(unit, i, found) : 0] as (typeof sums)[number];
        sum.n++;
        const off = value - sum.mean;
        sum.mean += off / sum.n; // Welford: large offsets do not drown small changes.
        sum.squares += off * (value - sum.mean);
      });
    sums.forEach(({ n, mean, squares }, r) => {
      const deviation = n > 0 ? Math.sqrt(squares / n) : 0;
      (means[r] as number[])[c] = mean;
      (deviations[r] as number[])[c] = deviation > 1e-9 * Math.max(1e-9, Math.abs(mean)) ? deviation : 0;
    });
  });
  const keeps = used.map((_, c) => deviations.some((row) => (row[c] as number) > 0));
  const keep = <T>(list: readonly T[]) => list.filter((_, c) => keeps[c]);
  if (!keeps.some(Boolean))
    throw new LeptonError("LEARN_CHANNELS_CONSTANT", {
      problem: "No channel changes, so there is nothing to learn from.",
      received: `${used.length} constant channels`,
      next: "Check how the channels were read, or give others.",
    });
  return {
    channels: keep(used),
    dropped: used.filter((_, c) => !keeps[c]),
    conditions: [...conditions],
    regimes: found,
    means: means.map(keep),
    deviations: deviations.map(keep),
  };
}

/**
 * Readings by a scaling. A missing value is the machine's last one; before its first, the mean. In a regime where a
 * channel did not vary it is 0. Errors: LEARN_CHANNEL_UNKNOWN.
 */
export function scaled(readings: Readings, scaling: Scaling): ScaledUnit[] {
  const places = scaling.channels.map((name) => placeOf(readings.channels, name));
  const regimes = scaling.regimes && {
    ...scaling.regimes,
    conditions: scaling.conditions.map((name) => placeOf(readings.channels, name)),
  };
  return readings.units.map((unit) => {
    const rows = unit.cycles.length;
    const values = new Float32Array(rows * places.length);
    const last = new Float32Array(places.length);
    for (let i = 0; i < rows; i++) {
      const r = regimes ? regimeAt(unit, i, regimes) : 0;
      places.forEach((place, c) => {
        const value = unit.values[place]?.[i] as number;
        const deviation = scaling.deviations[r]?.[c] as number;
        if (!Number.isNaN(value))
          last[c] = deviation > 0 ? (value - (scaling.means[r]?.[c] as number)) / deviation : 0;
        values[i * places.length + c] = last[c] as number;
      });
    }
    return { id: unit.id, readings: rows, values };
  });
}

function regimesOf(readings: Readings, conditions: readonly string[], k: number): Regimes {
  const places = conditions.map((name) => placeOf(readings.channels, name));
  const all = places.map((place) => readings.units.flatMap(({ values }) => Array.from(values[place] ?? [])));
  const known = all.map((column) => column.filter((value) => !Number.isNaN(value)));
  const means = known.map((column) => column.reduce((a, b) => a + b, 0) / Math.max(1, column.length));
  const deviations = known.map((column, j) => {
    const squares = column.reduce((sum, value) => sum + (value - (means[j] as number)) ** 2, 0);
    return Math.sqrt(squares / Math.max(1, column.length)) || 1;
  });
  const base = { conditions: places, means, deviations };
  const rows = readings.units.flatMap((unit) =>
    Array.from(unit.cycles, (_, i) => conditionsAt(unit, i, base)),
  );
  return { ...base, centres: findRegimes(rows, k).map((centre) => [...centre]) };
}

const conditionsAt = (unit: Unit, i: number, { conditions, means, deviations }: Omit<Regimes, "centres">) =>
  Float64Array.from(conditions, (place, j) => {
    const value = unit.values[place]?.[i] as number;
    return Number.isNaN(value) ? 0 : (value - (means[j] as number)) / (deviations[j] as number);
  });
const regimeAt = (unit: Unit, i: number, regimes: Regimes): number =>
  nearestCentre(conditionsAt(unit, i, regimes), regimes.centres);

const table = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => new Array<number>(columns).fill(0));

function placeOf(channels: readonly string[], name: string): number {
  const place = channels.indexOf(name);
  if (place >= 0) return place;
  const near = nearestName(name, channels);
  throw new LeptonError("LEARN_CHANNEL_UNKNOWN", {
    problem: "The readings have no channel of this name.",
    received: name,
    next: near ? `Did you mean ${near}?` : `Give it; there are: ${channels.slice(0, 20).join(", ")}.`,
    field: name,
  });
}
