import type { EventRow } from "@lepton/server";

/** Rows kept on screen; older ones are a search in People away. */
export const keptRows = 500;

/** What the tail shows and what waits while it is paused. */
export interface Tail {
  /** Newest first. */
  rows: EventRow[];
  /** Arrived during a pause, newest first. */
  waiting: EventRow[];
}

export const emptyTail: Tail = { rows: [], waiting: [] };

/** Adds newly arrived events (newest first); one that is already there counts once (a reconnect sends some again). */
export function arrived(tail: Tail, items: readonly EventRow[], isPaused: boolean): Tail {
  const known = new Set([...tail.rows, ...tail.waiting].map((it) => it.uuid));
  const fresh = items.filter((it) => !known.has(it.uuid) && known.add(it.uuid));
  if (fresh.length === 0) return tail;
  return isPaused
    ? { rows: tail.rows, waiting: [...fresh, ...tail.waiting].slice(0, keptRows) }
    : { rows: [...fresh, ...tail.waiting, ...tail.rows].slice(0, keptRows), waiting: [] };
}

/** Ends a pause: what waited joins the rows. */
export const resumed = (tail: Tail): Tail => ({
  rows: [...tail.waiting, ...tail.rows].slice(0, keptRows),
  waiting: [],
});

export interface TailFilter {
  /** Event names to show; empty: all. */
  events: readonly string[];
  /** Part of an event's name, a person's id or a property's value, upper or lower case. */
  text: string;
}

export function matches(row: EventRow, { events, text }: TailFilter): boolean {
  if (events.length > 0 && !events.includes(row.event)) return false;
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return true;
  const places = [row.event, row.personId, row.distinctId, ...Object.values(row.properties).map(String)];
  return places.some((it) => it.toLowerCase().includes(wanted));
}
