import { LeptonError } from "@lepton/core";

/** Events of many persons as columns, each person's in order of time. Plain data: nothing in it changes. */
export interface Histories {
  readonly persons: readonly string[];
  /** Events of person i are `offsets[i]` to before `offsets[i + 1]`. [persons + 1] */
  readonly offsets: Int32Array;
  readonly names: readonly string[];
  /** Place of the event's name in `names`. [events] */
  readonly codes: Int32Array;
  /** Milliseconds since 1970-01-01 UTC. [events] */
  readonly times: Float64Array;
  /** Money or another size of the event; NaN where it has none. [events] */
  readonly amounts: Float64Array;
}

/** Events as columns, one row each, in any order. */
export interface EventColumns {
  readonly persons: readonly string[];
  readonly events: readonly string[];
  /** Milliseconds since 1970-01-01 UTC. */
  readonly times: ArrayLike<number>;
  readonly amounts?: ArrayLike<number>;
}

/**
 * Histories from events: persons by their first row, a person's events sorted by time, those of one moment as they came.
 * Errors: LEARN_ROWS_DIFFER, LEARN_TIME_MISSING, LEARN_HISTORY_EMPTY without events.
 */
export function historiesFrom({ persons, events, times, amounts }: EventColumns): Histories {
  const rows = persons.length;
  const odd = [events, times, amounts].find((column) => column && column.length !== rows);
  if (odd)
    throw new LeptonError("LEARN_ROWS_DIFFER", {
      problem: "The columns of the events must be of equal length.",
      received: `${rows} persons beside a column of ${odd.length}`,
      next: "Give one person, name and time, and one amount where there are any, per event.",
    });
  if (rows === 0)
    throw new LeptonError("LEARN_HISTORY_EMPTY", {
      problem: "There are no events to learn from.",
      received: "0 events",
      next: "Give at least a few hundred persons with their events.",
    });
  const bad = Array.from(times).findIndex((time) => !Number.isFinite(time));
  if (bad >= 0)
    throw new LeptonError("LEARN_TIME_MISSING", {
      problem: "An event has no time.",
      received: `${times[bad]} in row ${bad}`,
      next: "Leave events without a time out.",
    });
  const [personPlaces, personOf] = placesOf(persons);
  const [names, codeOf] = placesOf(events);
  const order = Uint32Array.from({ length: rows }, (_, i) => i).sort(
    (a, b) =>
      (personOf[a] as number) - (personOf[b] as number) ||
      (times[a] as number) - (times[b] as number) ||
      a - b,
  );
  const offsets = new Int32Array(personPlaces.length + 1);
  for (const person of personOf) offsets[person + 1] = (offsets[person + 1] as number) + 1;
  for (let i = 0; i < personPlaces.length; i++)
    offsets[i + 1] = (offsets[i + 1] as number) + (offsets[i] as number);
  return {
    persons: personPlaces,
    offsets,
    names,
    codes: Int32Array.from(order, (row) => codeOf[row] as number),
    times: Float64Array.from(order, (row) => times[row] as number),
    amounts: Float64Array.from(order, (row) => (amounts ? (amounts[row] as number) : Number.NaN)),
  };
}

function placesOf(values: readonly string[]): [string[], Int32Array] {
  const places = new Map<string, number>();
  const of = Int32Array.from(values, (value) => {
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  });
  return [[...places.keys()], of];
}

/** Place after the last event of a person before `time`: events at the very time are its future. */
export function endBefore({ offsets, times }: Histories, person: number, time: number): number {
  let low = offsets[person] as number;
  let high = offsets[person + 1] as number;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
