import { LeptonError } from "@lepton/core";

/** What people did with items, a row per event, as columns of equal length. */
export interface InteractionColumns {
  person: ArrayLike<string | number>;
  item: ArrayLike<string | number>;
  /** Milliseconds since 1970-01-01 UTC, or dates. */
  time: ArrayLike<number | Date>;
  /** How much an event says, e.g. units bought; 1 unless told. Events of weight zero are left out. */
  weight?: ArrayLike<number>;
}

/** Events in order of time, people and items as their places in `persons` and `items`. Plain data. */
export interface Interactions {
  readonly rows: number;
  readonly persons: readonly string[];
  readonly items: readonly string[];
  readonly person: Int32Array;
  readonly item: Int32Array;
  readonly time: Float64Array;
  readonly weight: Float64Array;
  /** Rows that said the same person, item and time again, and were left out. */
  readonly duplicates: number;
}

/**
 * Events from columns. The same person, item and time twice is one event, of the larger weight; rows of equal time stay
 * in the order given. Errors: LEARN_ROWS_DIFFER, LEARN_INTERACTION (a missing id, time or weight, with its row),
 * LEARN_NO_INTERACTIONS.
 */
export function interactionsFrom({ person, item, time, weight }: InteractionColumns): Interactions {
  const rows = person.length;
  for (const [name, column] of Object.entries({ item, time, ...(weight && { weight }) }))
    if (column.length !== rows)
      throw new LeptonError("LEARN_ROWS_DIFFER", {
        problem: `The columns person and ${name} have different numbers of rows.`,
        received: `${rows} and ${column.length}`,
        next: "Give one of each per event.",
        field: name,
      });
  const events: Event[] = [];
  for (let row = 0; row < rows; row++) {
    const event = readEvent(
      { person: person[row], item: item[row], time: time[row], weight: weight ? weight[row] : 1 },
      row,
    );
    if (event.weight > 0) events.push(event);
  }
  if (events.length === 0)
    throw new LeptonError("LEARN_NO_INTERACTIONS", {
      problem: "There is no event to learn from.",
      received: `${rows} rows, none of a weight above zero`,
      next: "Give at least one row of person, item and time.",
    });
  return ordered(events);
}

/** One event with its values checked. */
export interface Event {
  person: string;
  item: string;
  time: number;
  weight: number;
}

/** One event from values of any kind. Errors: LEARN_INTERACTION, naming the field and the row. */
export function readEvent(
  raw: { person: unknown; item: unknown; time: unknown; weight?: unknown },
  row: number,
): Event {
  const idOf = (field: "person" | "item"): string => {
    const id = raw[field];
    if ((typeof id === "string" && id !== "") || (typeof id === "number" && Number.isFinite(id)))
      return String(id);
    throw wrong(row, field, id, `Name the ${field} of every event, or leave the row out.`);
  };
  const time = raw.time instanceof Date ? raw.time.getTime() : raw.time;
  if (typeof time !== "number" || !Number.isFinite(time))
    throw wrong(row, "time", raw.time, "Give milliseconds since 1970-01-01 UTC, or a date.");
  const weight = raw.weight ?? 1;
  if (typeof weight !== "number" || !(weight >= 0 && weight < Number.POSITIVE_INFINITY))
    throw wrong(row, "weight", raw.weight, "Give a number of zero or more, or leave the column out.");
  return { person: idOf("person"), item: idOf("item"), time, weight };
}

const wrong = (row: number, field: string, received: unknown, next: string) =>
  new LeptonError("LEARN_INTERACTION", {
    problem: `Event ${row} has no usable ${field}.`,
    received: String(received),
    next,
    field,
  });

function ordered(events: readonly Event[]): Interactions {
  const order = Array.from(events.keys()).sort(
    (a, b) => (events[a] as Event).time - (events[b] as Event).time || a - b,
  );
  const kept: Event[] = [];
  const known = new Map<string, Event>();
  let at = Number.NaN;
  for (const place of order) {
    const event = events[place] as Event;
    // Equal events have equal times, so that only those of one moment are remembered.
    if (event.time !== at) known.clear();
    at = event.time;
    const key = JSON.stringify([event.person, event.item]);
    const same = known.get(key);
    if (same) same.weight = Math.max(same.weight, event.weight);
    else {
      known.set(key, event);
      kept.push(event);
    }
  }
  const [persons, items] = [codes(), codes()];
  const [person, item] = [new Int32Array(kept.length), new Int32Array(kept.length)];
  kept.forEach((event, row) => {
    person[row] = persons.of(event.person);
    item[row] = items.of(event.item);
  });
  return {
    rows: kept.length,
    persons: persons.names,
    items: items.names,
    person,
    item,
    time: Float64Array.from(kept, ({ time }) => time),
    weight: Float64Array.from(kept, ({ weight }) => weight),
    duplicates: events.length - kept.length,
  };
}

function codes() {
  const places = new Map<string, number>();
  const names: string[] = [];
  return {
    names,
    of: (name: string): number => {
      const known = places.get(name);
      if (known !== undefined) return known;
      places.set(name, names.length);
      names.push(name);
      return names.length - 1;
    },
  };
}

/** The events of these rows, ascending; people and items that none of them names are gone. */
export function takeInteractions(data: Interactions, rows: ArrayLike<number>): Interactions {
  const pick = <T>(of: (row: number) => T) =>
    Array.from({ length: rows.length }, (_, i) => of(rows[i] as number));
  return interactionsFrom({
    person: pick((row) => data.persons[data.person[row] as number] as string),
    item: pick((row) => data.items[data.item[row] as number] as string),
    time: pick((row) => data.time[row] as number),
    weight: pick((row) => data.weight[row] as number),
  });
}

/** Events [0, row) and [row, rows) where `row` is the first at or after the moment. */
export function rowAt(data: Interactions, time: number): number {
  let [low, high] = [0, data.rows];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((data.time[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
