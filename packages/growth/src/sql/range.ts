import { LeptonError } from "@lepton/core";
import { Temporal } from "temporal-polyfill";
import type { Bucket, DateRange, Interval } from "../schema/time.ts";

/** What a range is read against. */
export interface Clock {
  /** IANA zone. */
  timezone: string;
  weekStart: "sunday" | "monday";
  /** UTC milliseconds. */
  nowMs: number;
}

/** Half-open span of time, UTC milliseconds. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/**
 * Bounds of a range in UTC milliseconds, cut off at now.
 * `-30d` begins 29 days before today's midnight (30 days with today), in the project's zone; months and years
 * likewise (`-1m` on 23 March begins on 24 February). As `to`, a distance ends where it would begin as `from`, so
 * `-60d … -30d` is the thirty days before `-30d`. A date-only `to` takes in that whole day.
 */
export function resolveRange(range: DateRange, clock: Clock, firstEventMs: number | null): Span {
  const fromMs = Math.max(
    0,
    range.from === "all" ? allFrom(clock, firstEventMs) : bound(range.from, clock, "from"),
  );
  const toMs = range.to === null ? clock.nowMs : Math.min(clock.nowMs, bound(range.to, clock, "to"));
  if (fromMs >= toMs)
    throw new LeptonError("GROWTH_RANGE_EMPTY", {
      problem: "The range ends before it begins, or lies in the future.",
      received: `from ${range.from} to ${range.to ?? "now"}`,
      next: "Choose a `from` that lies before `to` and before now.",
      field: "range.from",
    });
  return { fromMs, toMs };
}

function allFrom(clock: Clock, firstEventMs: number | null): number {
  return zonedAt(Math.min(firstEventMs ?? clock.nowMs, clock.nowMs - 1), clock.timezone).startOfDay()
    .epochMilliseconds;
}

function bound(text: string, clock: Clock, side: "from" | "to"): number {
  const now = zonedAt(clock.nowMs, clock.timezone);
  const today = now.toPlainDate();
  const startOf = (date: Temporal.PlainDate) => date.toZonedDateTime(clock.timezone).epochMilliseconds;
  const distance = /^-(\d+)([hdwmy])$/.exec(text);
  if (distance) {
    const n = Number(distance[1]);
    switch (distance[2]) {
      case "h":
        return startOfHour(clock.nowMs, now) - (n - 1) * 3_600_000;
      case "d":
        return startOf(today.subtract({ days: n - 1 }));
      case "w":
        return startOf(today.subtract({ days: 7 * n - 1 }));
      case "m":
        return startOf(today.subtract({ months: n }).add({ days: 1 }));
      default:
        return startOf(today.subtract({ years: n }).add({ days: 1 }));
    }
  }
  if (text === "0d") return startOf(side === "from" ? today : today.add({ days: 1 }));
  try {
    if (text.length === 10) {
      const date = Temporal.PlainDate.from(text, { overflow: "reject" });
      return startOf(side === "from" ? date : date.add({ days: 1 }));
    }
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch (cause) {
    throw new LeptonError(
      "GROWTH_DATE_UNKNOWN",
      {
        problem: "This date is not in the calendar.",
        received: text,
        next: "Give a date such as 2026-03-01, an instant, or a distance such as -30d.",
        field: `range.${side}`,
      },
      { cause },
    );
  }
}

const zonedAt = (ms: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);

/** Start of the local clock hour, also where the offset is not whole hours (+5:45). */
function startOfHour(ms: number, at: Temporal.ZonedDateTime): number {
  return ms - (at.minute * 60_000 + at.second * 1000 + at.millisecond);
}

/** The buckets that touch a span: starts in UTC milliseconds, labels in local time. */
export interface Buckets {
  interval: Interval;
  timezone: string;
  weekStart: Clock["weekStart"];
  /** `starts[i]` is where bucket i begins; one more at the end closes the last. */
  starts: number[];
  /** Local calendar date on which bucket 0 begins (for hours: unused). */
  firstDate: string;
  list: Bucket[];
}

/** At most this many buckets are drawn; more would be neither readable nor cheap. */
const maxBuckets = 10_000;

/**
 * Buckets are calendar units of the project's zone, so a day of a clock change has 23 or 25 hours. Hours are elapsed
 * hours: none is lost or doubled when clocks go back; the two hours of one name carry their offset in the label.
 * A bucket is complete when it has ended and the span covers all of it.
 */
export function cutBuckets(span: Span, interval: Interval, clock: Clock): Buckets {
  const first = floor(zonedAt(span.fromMs, clock.timezone), interval, clock.weekStart);
  const starts: number[] = [];
  const labels: string[] = [];
  const firstDate = first.toPlainDate();
  for (let i = 0; ; i++) {
    const start =
      interval === "hour"
        ? zonedAt(first.epochMilliseconds + i * 3_600_000, clock.timezone)
        : firstDate.add(step(interval, i)).toZonedDateTime(clock.timezone);
    starts.push(start.epochMilliseconds);
    if (start.epochMilliseconds >= span.toMs) break;
    labels.push(interval === "hour" ? hourLabel(start) : firstDate.add(step(interval, i)).toString());
    if (labels.length > maxBuckets)
      throw new LeptonError("GROWTH_TOO_MANY_BUCKETS", {
        problem: `The range holds more than ${maxBuckets} ${interval}s.`,
        received: `interval ${interval}`,
        next: "Choose a longer interval or a shorter range.",
        field: "interval",
      });
  }
  const list = labels.map((start, i) => ({
    start,
    complete: (starts[i] ?? 0) >= span.fromMs && (starts[i + 1] ?? Number.POSITIVE_INFINITY) <= span.toMs,
  }));
  return {
    interval,
    timezone: clock.timezone,
    weekStart: clock.weekStart,
    starts,
    firstDate: firstDate.toString(),
    list,
  };
}

/** Moves the beginning of a span down to the start of its bucket, where whole intervals are compared. */
export function alignSpan(span: Span, interval: Interval, clock: Clock): Span {
  const fromMs = floor(zonedAt(span.fromMs, clock.timezone), interval, clock.weekStart).epochMilliseconds;
  return { fromMs: Math.max(0, fromMs), toMs: span.toMs };
}

/** `fromMs` moved by whole intervals of the calendar, in the project's zone. */
export function addIntervals(ms: number, interval: Interval, n: number, clock: Clock): number {
  if (interval === "hour") return ms + n * 3_600_000;
  return zonedAt(ms, clock.timezone).add(step(interval, n)).epochMilliseconds;
}

function step(interval: Exclude<Interval, "hour">, n: number): Temporal.DurationLike {
  return {
    day: { days: n },
    week: { days: 7 * n },
    month: { months: n },
    quarter: { months: 3 * n },
    year: { years: n },
  }[interval];
}

function floor(at: Temporal.ZonedDateTime, interval: Interval, weekStart: Clock["weekStart"]) {
  if (interval === "hour") return zonedAt(startOfHour(at.epochMilliseconds, at), at.timeZoneId);
  const date = at.toPlainDate();
  const floored = {
    day: () => date,
    week: () => date.subtract({ days: weekStart === "monday" ? date.dayOfWeek - 1 : date.dayOfWeek % 7 }),
    month: () => date.with({ day: 1 }),
    quarter: () => date.with({ month: date.month - ((date.month - 1) % 3), day: 1 }),
    year: () => date.with({ month: 1, day: 1 }),
  }[interval]();
  return floored.toZonedDateTime(at.timeZoneId);
}

function hourLabel(at: Temporal.ZonedDateTime): string {
  const label = at.toPlainDateTime().toString({ smallestUnit: "minute" });
  const repeats =
    at.add({ hours: 1 }).offsetNanoseconds !== at.offsetNanoseconds ||
    at.subtract({ hours: 1 }).offsetNanoseconds !== at.offsetNanoseconds;
  if (!repeats) return label;
  const earlier = at.toPlainDateTime().toZonedDateTime(at.timeZoneId, { disambiguation: "earlier" });
  const later = at.toPlainDateTime().toZonedDateTime(at.timeZoneId, { disambiguation: "later" });
  return earlier.equals(later) ? label : `${label}${at.offset}`;
}

/** Index of the bucket that holds an instant; the same answer as `bucketSql`. */
export function bucketOf({ starts }: Buckets, ms: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
