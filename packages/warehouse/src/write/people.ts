import type { CapturedEvent, Json, Properties } from "../types.ts";

/** What is stored about a person, before it is a row. */
export interface Person {
  identified: boolean;
  /** UTC ms of the first event that said something about them. */
  createdAt: number;
  properties: Properties;
}

/** The event says something about its person that has to be stored. */
export const saysSomething = (event: CapturedEvent): boolean =>
  event.set !== undefined ||
  event.setOnce !== undefined ||
  (event.unset !== undefined && event.unset.length > 0);

const isSame = (a: Json | undefined, b: Json) =>
  a === b || (typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));

/** The event tells something new about the person; SDKs repeat the same `$set` with every event. */
export function isNews(person: Person | undefined, event: CapturedEvent): boolean {
  if (!person || (event.identified === true && !person.identified) || event.ts < person.createdAt)
    return true;
  const known = person.properties;
  return (
    Object.entries(event.set ?? {}).some(([name, value]) => !isSame(known[name], value)) ||
    Object.keys(event.setOnce ?? {}).some((name) => !Object.hasOwn(known, name)) ||
    (event.unset ?? []).some((name) => Object.hasOwn(known, name))
  );
}

/** A person after an event: `$set` overwrites, `$set_once` fills, `$unset` removes. */
export function after(person: Person | undefined, event: CapturedEvent): Person {
  const properties = { ...event.setOnce, ...person?.properties, ...event.set };
  for (const name of event.unset ?? []) delete properties[name];
  return {
    identified: (person?.identified ?? false) || event.identified === true,
    createdAt: Math.min(person?.createdAt ?? event.ts, event.ts),
    properties,
  };
}

/** Two people found to be one: the survivor's values win. */
export function joined(survivor: Person | undefined, absorbed: Person | undefined, ts: number): Person {
  return {
    identified: (survivor?.identified ?? false) || (absorbed?.identified ?? false),
    createdAt: Math.min(survivor?.createdAt ?? ts, absorbed?.createdAt ?? ts),
    properties: { ...absorbed?.properties, ...survivor?.properties },
  };
}
