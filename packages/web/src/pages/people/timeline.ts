import type { EventRow } from "@lepton/server";

export interface Day {
  /** `2026-03-01` in the project's zone. */
  day: string;
  events: EventRow[];
}

/** Events (newest first) by calendar day of the project's zone, order kept. */
export function byDay(events: readonly EventRow[], timezone: string): Day[] {
  const dayOf = dayFormat(timezone);
  const days: Day[] = [];
  for (const event of events) {
    const day = dayOf(event.ts);
    const last = days.at(-1);
    if (last?.day === day) last.events.push(event);
    else days.push({ day, events: [event] });
  }
  return days;
}

function dayFormat(timezone: string): (instant: string) => string {
  // The Swedish calendar writes days as ISO does: 2026-03-01.
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (instant) => format.format(new Date(instant));
}

/**
 * Properties people set themselves first, then survey answers, then those of SDKs (`$…`), marks of the sample company
 * last; each in alphabetical order.
 */
export function sortedProperties(properties: Record<string, unknown>): [string, unknown][] {
  const rank = (key: string) =>
    !key.startsWith("$") ? 0 : key.startsWith("$survey_response") ? 1 : key.startsWith("$sample") ? 3 : 2;
  return Object.entries(properties).sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
}

/** A property's value in one line: text as it is, everything else as JSON, cut to `length`. */
export function shortValue(value: unknown, length = 120): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
