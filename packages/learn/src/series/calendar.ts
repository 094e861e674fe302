/** How far apart the values of a series are. */
export const frequencies = ["minute", "hour", "day", "week", "month", "quarter", "year"] as const;
export type Frequency = (typeof frequencies)[number];

const stepMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;
const stepMonths = { month: 1, quarter: 3, year: 12 } as const;

/** Lengths of the seasons that a frequency is known for, in steps, shortest first. */
export const usualSeasons: Readonly<Record<Frequency, readonly number[]>> = {
  minute: [60, 1440],
  hour: [24, 168],
  day: [7, 365],
  week: [52],
  month: [12],
  quarter: [4],
  year: [],
};

/**
 * The time `steps` after `start`, ms since 1970 in UTC. Months keep the day of the month where they have it and end on
 * their last day where not: 31 January + 1 month is 28 (29) February.
 */
export function timeAfter(start: number, steps: number, frequency: Frequency): number {
  if (frequency in stepMs) return start + steps * stepMs[frequency as keyof typeof stepMs];
  const from = new Date(start);
  const month = from.getUTCMonth() + steps * stepMonths[frequency as keyof typeof stepMonths];
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const at = new Date(start);
  at.setUTCDate(1);
  at.setUTCMonth(month);
  at.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return at.getTime();
}

/** Steps from `start` to the first time of the series at or after `time`; may be negative. */
export function stepsUntil(start: number, time: number, frequency: Frequency): number {
  const length =
    frequency in stepMs
      ? stepMs[frequency as keyof typeof stepMs]
      : stepMonths[frequency as keyof typeof stepMonths] * 30.436875 * stepMs.day;
  let steps = Math.floor((time - start) / length) - 1;
  while (timeAfter(start, steps, frequency) < time) steps++;
  return steps;
}

export interface CalendarOptions {
  start: string | number | Date;
  frequency: Frequency;
  /** Columns are this long: history and the steps to be forecast. */
  length: number;
  /** Dates (YYYY-MM-DD) by name, e.g. `{ christmas: ["2025-12-25", "2026-12-25"] }`. */
  holidays?: Readonly<Record<string, readonly string[]>>;
  /** Steps before and after a holiday that get columns of their own, `[before, after]`; [0, 0] unless told. */
  around?: readonly [number, number];
  /** One column per weekday but Monday; false unless told. For days and shorter steps. */
  weekdays?: boolean;
  /** Days of each step's month, for monthly sums: a February is short; false unless told. */
  daysInMonth?: boolean;
}

/**
 * Columns that are known ahead, for `known`: 1 where a step contains the holiday (a week or month may), 0 elsewhere.
 * Shape [length] each.
 */
export function calendarColumns(options: CalendarOptions): Record<string, Float64Array> {
  const { frequency, length, holidays = {}, around = [0, 0], weekdays, daysInMonth } = options;
  const start = new Date(options.start).getTime();
  const times = Array.from({ length: length + 1 }, (_, i) => timeAfter(start, i, frequency));
  const columns: Record<string, Float64Array> = {};
  const column = (of: (time: number) => number) =>
    Float64Array.from({ length }, (_, i) => of(times[i] as number));
  for (const [name, dates] of Object.entries(holidays)) {
    const contains = new Float64Array(length);
    const days = dates.map((date) => Date.parse(`${date}T00:00:00Z`));
    const day = stepMs.day;
    for (let i = 0; i < length; i++) {
      const [from, to] = [times[i] as number, times[i + 1] as number];
      // A step shorter than a day belongs to the day that it lies in.
      if (days.some((at) => at < Math.max(to, from + 1) && at + (to - from < day ? day : 1) > from))
        contains[i] = 1;
    }
    for (let lag = -around[0]; lag <= around[1]; lag++)
      columns[lag === 0 ? name : `${name}${lag > 0 ? "+" : ""}${lag}`] = contains.map(
        (_, i) => contains[i - lag] ?? 0,
      );
  }
  if (weekdays)
    for (const [name, weekday] of Object.entries({ tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, sun: 0 }))
      columns[name] = column((time) => (new Date(time).getUTCDay() === weekday ? 1 : 0));
  if (daysInMonth)
    columns.daysInMonth = column((time) => {
      const at = new Date(time);
      return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
    });
  return columns;
}
