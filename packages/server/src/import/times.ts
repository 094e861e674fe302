import { LeptonError } from "@lepton/core";
import { instant } from "../capture/clock.ts";
import { Refusal } from "../capture/limits.ts";
import type { TimeFormat } from "./schema.ts";

const clock = /(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?\s*([AaPp][Mm])?)?/.source;
const yearFirst = new RegExp(`^(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})${clock}$`);
const yearLast = new RegExp(`^(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4})${clock}$`);
const compact = /^(\d{4})(\d{2})(\d{2})$/;
/** Zone or Z at the end: such a time needs no zone of the project. */
const zoned = /(?:Z|UTC|[+-]\d{2}:?\d{2})$/i;

/** Reads a time as the format says; unit UTC ms. Refuses what is none, dates that do not exist included. */
export function readTime(value: unknown, format: TimeFormat, timezone: string, field: string): number {
  if (value === undefined || value === null || value === "")
    throw new Refusal("TIME_MISSING", `"${field}" is empty.`, field);
  const text = String(value).trim();
  if (format === "epochSeconds" || format === "epochMs") {
    const number = Number(text);
    if (!Number.isFinite(number)) throw unreadable(text, field);
    return format === "epochMs" ? number : number * 1000;
  }
  if (format === "iso" && zoned.test(text)) return instant(text, field) ?? Number.NaN;
  const wall = wallTime(text, format);
  if (wall === undefined) throw unreadable(text, field);
  return timezone === "UTC" ? wall : fromWall(wall, timezone);
}

/** Wall-clock time as if it were UTC; undefined when the text is not of the format. */
function wallTime(text: string, format: TimeFormat): number | undefined {
  if (format === "yyyymmdd") {
    const match = compact.exec(text);
    return match ? checked(match[1], match[2], match[3], []) : undefined;
  }
  if (format === "iso" || format === "ymd") {
    const match = yearFirst.exec(text);
    return match ? checked(match[1], match[2], match[3], match.slice(4)) : undefined;
  }
  const match = yearLast.exec(text);
  if (!match) return undefined;
  const [day, month] = format === "dmy" ? [match[1], match[2]] : [match[2], match[1]];
  return checked(match[3], month, day, match.slice(4));
}

type Part = string | undefined;
function checked(
  year: Part,
  month: Part,
  day: Part,
  [hour, minute, second, fraction, half]: Part[],
): number | undefined {
  const pm = half?.toLowerCase() === "pm";
  const hours = half === undefined ? Number(hour ?? 0) : (Number(hour) % 12) + (pm ? 12 : 0);
  const ms = Math.floor(Number(`0.${fraction ?? 0}`) * 1000);
  const time = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    hours,
    Number(minute ?? 0),
    Number(second ?? 0),
    ms,
  );
  const date = new Date(time);
  const exists =
    date.getUTCMonth() === Number(month) - 1 &&
    date.getUTCDate() === Number(day) &&
    hours < 24 &&
    Number(minute ?? 0) < 60;
  return exists ? time : undefined;
}

/** Share of values that must be times of some form; the rest are bad rows, refused one by one. */
const enough = 0.6;

/**
 * The formats that all readable values fit. Two of them (dmy and mdy) mean that only a member can know; no
 * value above twelve settled it.
 */
export function timeFormats(values: readonly unknown[]): TimeFormat[] {
  const texts = values.filter((value) => value !== undefined && value !== null && value !== "").map(String);
  if (texts.length === 0) return [];
  const fits = (text: string, format: TimeFormat) => {
    try {
      const time = readTime(text, format, "UTC", "");
      return time >= Date.UTC(1971, 0, 1) && time < Date.UTC(2100, 0, 1);
    } catch {
      return false;
    }
  };
  const numeric = texts.every((text) => /^-?\d+(\.\d+)?$/.test(text.trim()));
  const candidates: TimeFormat[] = numeric
    ? texts.every((text) => compact.test(text.trim()))
      ? ["yyyymmdd"]
      : texts.every((text) => Number(text) > 1e11)
        ? ["epochMs"]
        : ["epochSeconds"]
    : ["iso", "dmy", "mdy"];
  const readable = texts.filter((text) => candidates.some((format) => fits(text, format)));
  if (readable.length < texts.length * enough) return [];
  return candidates.filter((format) => readable.every((text) => fits(text, format)));
}

const formatters = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();
const quarterHour = 900_000;

/** UTC of a wall-clock time in a zone. In the hour that a clock change repeats, the earlier one. */
function fromWall(wall: number, timezone: string): number {
  const first = wall - offset(wall, timezone);
  const second = wall - offset(first, timezone);
  return second + offset(second, timezone) === wall ? second : first;
}

function offset(utc: number, timezone: string): number {
  const slot = Math.floor(utc / quarterHour) * quarterHour;
  const key = `${timezone}${slot}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size > 50_000) offsets.clear();
  const parts = new Map(
    formatter(timezone)
      .formatToParts(slot)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const wall = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour") % 24,
    part("minute"),
    part("second"),
  );
  offsets.set(key, wall - slot);
  return wall - slot;
}

function formatter(timezone: string): Intl.DateTimeFormat {
  let found = formatters.get(timezone);
  if (!found) {
    const numeric = "numeric" as const;
    const fields = {
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    };
    try {
      found = new Intl.DateTimeFormat("en-US", { timeZone: timezone, hourCycle: "h23", ...fields });
    } catch {
      throw new LeptonError("IMPORT_TIMEZONE_UNKNOWN", {
        problem: "The time zone is not known.",
        received: timezone,
        next: "Name an IANA zone such as Asia/Shanghai.",
        field: "time.timezone",
      });
    }
    formatters.set(timezone, found);
  }
  return found;
}

function unreadable(text: string, field: string): Refusal {
  return new Refusal(
    "TIME_UNREADABLE",
    `"${field}" is no time of the chosen format: ${text.slice(0, 60)}.`,
    field,
  );
}
