import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { type Frequency, frequencies, timeAfter, usualSeasons } from "./calendar.ts";
import { fillGaps } from "./gaps.ts";
import { detectSeasons, isSeasonal } from "./seasons.ts";

const numbers = z.custom<ArrayLike<number | null>>(
  (value) => Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView)),
  "expected a list of numbers",
);

export const seriesInputSchema = z.strictObject({
  /** Names the series among several; its place in the list unless told. */
  id: z.string().optional(),
  /** One value per step, oldest first; null or NaN where missing. */
  values: numbers,
  /** Time of the first value, ISO 8601 or a Date. */
  start: z.union([z.iso.date(), z.iso.datetime({ offset: true, local: true }), z.date()]).optional(),
  frequency: z.enum(frequencies).optional(),
  /** Lengths of its seasons in steps, e.g. [24, 168]; [] for none. By frequency and test, or detected, unless told. */
  seasons: z.array(z.int().min(2)).optional(),
  /** Inputs known ahead (holiday, price), one value per step; may go on past the last value. */
  known: z.record(z.string(), numbers).optional(),
});
export type SeriesInput = z.input<typeof seriesInputSchema>;

/** A regular series without gaps. */
export interface Series {
  readonly id: string;
  /** [n], gaps filled. */
  readonly values: Float64Array;
  /** How many values were missing and are filled in. */
  readonly filled: number;
  /** ms since 1970 of the first value; null when not told. */
  readonly start: number | null;
  readonly frequency: Frequency | null;
  /** Shortest first; empty when it has none. */
  readonly seasons: readonly number[];
  /** [≥ n] each. */
  readonly known: Readonly<Record<string, Float64Array>>;
}

/**
 * Checks a series and fills its gaps (see `fillGaps`); leading gaps are cut off. Seasons that are not told are those
 * usual for the frequency that pass `isSeasonal`, or those `detectSeasons` finds.
 * Errors: LEARN_SERIES_INVALID, LEARN_SERIES_EMPTY, LEARN_SERIES_SHORT, LEARN_SERIES_KNOWN.
 */
export function seriesFrom(input: SeriesInput, place = 0): Series {
  const read = seriesInputSchema.safeParse(input);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new LeptonError("LEARN_SERIES_INVALID", {
      problem: `The series does not fit: ${issue?.message ?? "invalid"}.`,
      received: Object.keys(input ?? {})
        .join(", ")
        .slice(0, 200),
      next: "Give { values, start, frequency } with optional id, seasons and known.",
      field: issue?.path.join("."),
    });
  }
  const { id = String(place), values, start, frequency = null, seasons, known = {} } = read.data;
  const all = column(values, id, "values");
  const first = all.findIndex((value) => !Number.isNaN(value));
  if (first < 0)
    throw new LeptonError("LEARN_SERIES_EMPTY", {
      problem: `Series "${id}" has no values.`,
      received: `${all.length} missing values`,
      next: "Leave this series out, or check the column that it was read from.",
    });
  const kept = all.slice(first);
  if (kept.length < 3)
    throw new LeptonError("LEARN_SERIES_SHORT", {
      problem: `Series "${id}" is too short to forecast.`,
      received: `${kept.length} values`,
      next: "Give at least 3 values, better two whole seasons.",
    });
  const begins = start === undefined ? null : new Date(start).getTime();
  // A rough filling first, so that seasons can be looked for; then with their shape.
  const draft = kept.slice();
  fillGaps(draft, 0);
  const found = seasons ? [...seasons].sort((a, b) => a - b) : seasonsOf(draft, frequency);
  const filled = fillGaps(kept, found[0] ?? 0);
  return {
    id,
    values: kept,
    filled,
    start: begins === null || frequency === null ? begins : timeAfter(begins, first, frequency),
    frequency,
    seasons: found,
    known: Object.fromEntries(
      Object.entries(known).map(([name, cells]) => [
        name,
        knownColumn(column(cells, id, name), { id, name, need: all.length }).slice(first),
      ]),
    ),
  };
}

function seasonsOf(values: Float64Array, frequency: Frequency | null): number[] {
  if (frequency === null) return detectSeasons(values);
  return usualSeasons[frequency].filter((season) => {
    if (values.length >= 3 * season) return isSeasonal(values, season);
    // Two seasons cannot be tested, but are worth using.
    return values.length >= 2 * season;
  });
}

/** One or several series as `fit` takes them. Errors: those of `seriesFrom`, LEARN_SERIES_NONE, LEARN_SERIES_ID. */
export function seriesList(input: SeriesInput | Series | readonly (SeriesInput | Series)[]): Series[] {
  const list = (Array.isArray(input) ? input : [input]).map((one, i) =>
    "filled" in one ? one : seriesFrom(one, i),
  );
  if (list.length === 0)
    throw new LeptonError("LEARN_SERIES_NONE", {
      problem: "There is no series to learn from.",
      next: "Give at least one series.",
    });
  const twice = list.find(({ id }, i) => list.findIndex((other) => other.id === id) !== i);
  if (twice)
    throw new LeptonError("LEARN_SERIES_ID", {
      problem: "Two series have the same id.",
      received: twice.id,
      next: "Give each series an id of its own.",
      field: "id",
    });
  return list;
}

/** The first `n` values, as if later ones were not yet known; known inputs stay, since they are known ahead. */
export const upTo = (series: Series, n: number): Series => ({
  ...series,
  values: series.values.subarray(0, n),
});

/** ISO times of the `horizon` steps after the last value; null without start and frequency. */
export function futureTimes({ start, frequency, values }: Series, horizon: number): string[] | null {
  if (start === null || frequency === null) return null;
  return Array.from({ length: horizon }, (_, h) =>
    new Date(timeAfter(start, values.length + h, frequency)).toISOString(),
  );
}

function column(cells: ArrayLike<number | null>, id: string, name: string): Float64Array {
  return Float64Array.from({ length: cells.length }, (_, i) => {
    const cell = cells[i] ?? Number.NaN;
    if (typeof cell === "number" && (Number.isFinite(cell) || Number.isNaN(cell))) return cell;
    throw new LeptonError("LEARN_SERIES_INVALID", {
      problem: `Series "${id}" has a cell in "${name}" that is not a finite number.`,
      received: `${String(cell)} at ${i}`,
      next: "Give numbers, and null or NaN where a value is missing.",
      field: name,
    });
  });
}

function knownColumn(cells: Float64Array, { id, name, need }: { id: string; name: string; need: number }) {
  const missing = cells.findIndex((cell) => Number.isNaN(cell));
  if (cells.length >= need && missing < 0) return cells;
  throw new LeptonError("LEARN_SERIES_KNOWN", {
    problem: `The known input "${name}" of series "${id}" must have a value for every step.`,
    received: missing < 0 ? `${cells.length} values for ${need} steps` : `a missing value at ${missing}`,
    next: "Give one value per step, those of the steps to be forecast after them.",
    field: `known.${name}`,
  });
}
