import { z } from "zod";
import type { Query } from "./scorer.ts";

export const savedPersonSchema = z.object({
  person: z.string(),
  segment: z.string().nullable(),
  items: z.array(z.int().min(0)),
  times: z.array(z.number()),
  weights: z.array(z.number()),
  /** Items used before the events kept, which are still seen. */
  older: z.array(z.int().min(0)),
});
export type SavedPerson = z.infer<typeof savedPersonSchema>;

/** Events kept of each person, the latest; older ones are remembered as seen only. */
const mostEvents = 500;

interface Person {
  segment: string | null;
  items: number[];
  times: number[];
  weights: number[];
  older: Set<number>;
}

/** What each person has done, in order of time, growing as events come. */
export interface People {
  readonly size: number;
  has(person: string): boolean;
  /** Empty for an unknown person. */
  history(person: string): Query;
  seen(person: string): Set<number>;
  segment(person: string): string | null;
  setSegment(person: string, segment: string): void;
  /** Adds an event where its time belongs; false when it is there already. */
  add(event: { person: string; item: number; time: number; weight: number }): boolean;
  toJSON(): SavedPerson[];
}

export function peopleFrom(saved: readonly SavedPerson[] = []): People {
  const all = new Map<string, Person>(
    saved.map(({ person, segment, items, times, weights, older }) => [
      person,
      { segment, items: [...items], times: [...times], weights: [...weights], older: new Set(older) },
    ]),
  );
  const of = (person: string): Person => {
    const known = all.get(person);
    if (known) return known;
    const fresh = { segment: null, items: [], times: [], weights: [], older: new Set<number>() };
    all.set(person, fresh);
    return fresh;
  };
  return {
    get size() {
      return all.size;
    },
    has: (person) => all.has(person),
    history: (person) => all.get(person) ?? { items: [], times: [], weights: [], segment: null },
    seen: (person) => {
      const known = all.get(person);
      return new Set([...(known?.items ?? []), ...(known?.older ?? [])]);
    },
    segment: (person) => all.get(person)?.segment ?? null,
    setSegment: (person, segment) => {
      of(person).segment = segment;
    },
    add: ({ person, item, time, weight }) => {
      const own = of(person);
      let at = own.times.length;
      while (at > 0 && (own.times[at - 1] as number) > time) at--;
      for (let i = at - 1; i >= 0 && own.times[i] === time; i--) if (own.items[i] === item) return false;
      own.items.splice(at, 0, item);
      own.times.splice(at, 0, time);
      own.weights.splice(at, 0, weight);
      if (own.items.length > mostEvents) {
        own.older.add(own.items.shift() as number);
        own.times.shift();
        own.weights.shift();
      }
      return true;
    },
    toJSON: () =>
      [...all].map(([person, { segment, items, times, weights, older }]) => ({
        person,
        segment,
        items,
        times,
        weights,
        older: [...older],
      })),
  };
}
