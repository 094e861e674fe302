import { Refusal } from "./limits.ts";

const second = 1000;
const hour = 3600 * second;
/** Every SDK's first timestamp lies after it; Mixpanel names the same bound. */
const earliest = Date.UTC(1971, 0, 1);
/** A wrong zone is at most 14 h off; more than a day is a replayed batch, not a wrong clock. */
export const maxSkewMs = 24 * hour;
/** Below it the difference is the way through the network: times stay as sent, also when sent twice. */
const transportMs = second;
/** Phones' clocks run ahead; PostHog allows 23 h. */
export const defaultAheadMs = 24 * hour;

export interface Clock {
  /** UTC ms of arrival. */
  now: number;
  /** UTC ms at which the sender says it sent the event. */
  sentAt?: number;
  /** The sender vouches for its timestamps (`historical_migration`). */
  trusted?: boolean;
  /** Furthest a time may lie ahead of now. */
  aheadMs?: number;
}

/**
 * When it happened, by our clock: t = now − (sentAt − timestamp), unit UTC ms.
 * The sender's clock may be wrong, the time between happening and sending is not. The correction is
 * left out when `sentAt` is less than a second off (that is the network), more than a day off (a
 * replayed batch), or lies before the timestamp.
 * Refuses what is no number, times before 1971 and further ahead than `aheadMs`.
 */
export function timeOf(timestamp: number | undefined, clock: Clock, field = "timestamp"): number {
  if (timestamp === undefined) return clock.now;
  const time = clock.trusted ? timestamp : timestamp + skew(timestamp, clock);
  // NaN is neither below nor above a bound: it would pass both.
  if (!Number.isFinite(time))
    throw new Refusal("TIME_UNREADABLE", `"${field}" is no time: ${timestamp}.`, field);
  if (time < earliest) throw new Refusal("TIME_TOO_OLD", `"${field}" lies before 1971: ${iso(time)}.`, field);
  if (time > clock.now + (clock.aheadMs ?? defaultAheadMs))
    throw new Refusal("TIME_IN_FUTURE", `"${field}" lies in the future: ${iso(time)}.`, field);
  return Math.round(time);
}

function skew(timestamp: number, { now, sentAt }: Clock): number {
  if (sentAt === undefined || !Number.isFinite(sentAt) || timestamp - sentAt > 60 * second) return 0;
  const off = Math.abs(now - sentAt);
  return off < transportMs || off > maxSkewMs ? 0 : now - sentAt;
}

const iso = (time: number) => (Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(time));
const isoShape =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2}|UTC)?$/i;

/**
 * UTC ms of an ISO 8601 text, of seconds or of milliseconds since 1970; undefined when absent.
 * A text without zone is UTC: the server's own zone must not change what is stored.
 */
export function instant(value: unknown, field = "timestamp"): number | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const parsed =
    typeof value === "number" ? epoch(value) : typeof value === "string" ? text(value) : Number.NaN;
  if (!Number.isFinite(parsed))
    throw new Refusal(
      "TIME_UNREADABLE",
      `"${field}" is no time: ${JSON.stringify(value).slice(0, 100)}.`,
      field,
    );
  return parsed;
}

/** 1e11 s is the year 5138, 1e11 ms is 1973: between them no sender is ambiguous. */
function epoch(value: number): number {
  return Math.abs(value) < 1e11 ? value * 1000 : value;
}

function text(value: string): number {
  // What nearly every SDK sends; Date.parse reads it without help.
  if (value.length === 24 && value.endsWith("Z") && value[10] === "T") return Date.parse(value);
  if (/^-?\d+(\.\d+)?$/.test(value)) return epoch(Number(value));
  const match = isoShape.exec(value.trim());
  if (!match) return Number.NaN;
  const zone = match[1];
  const bare = zone ? value.trim().slice(0, -zone.length).trim() : value.trim();
  const offset = zone === undefined || /^utc$/i.test(zone) ? "Z" : zone.toUpperCase();
  const withTime = bare.length === 10 ? `${bare}T00:00:00` : bare.replace(" ", "T").replace(",", ".");
  return Date.parse(`${withTime}${offset}`);
}

/** Like `instant`, for times that may be wrong without harm (`sent_at`): unreadable is absent. */
export function instantIfAny(value: unknown): number | undefined {
  try {
    return instant(value);
  } catch {
    return undefined;
  }
}
