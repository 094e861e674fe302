import type { PropertyRef } from "../schema/filter.ts";
import type { Draft } from "./draft.ts";
import { personIdSql } from "./person.ts";

/** How a property reads in each type. `text` is '' and `number` NULL where it is missing; `isSet` tells. */
export interface PropertySql {
  text: string;
  number: string;
  /** DateTime64 or NULL. */
  time: string;
  isSet: string;
}

/** A JSON path as a quoted identifier: measured 38 ms on 3 M rows where `getSubcolumn` with a parameter took 135. */
export function path(column: string, key: string): string {
  return `${column}.\`${key.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}

/** A property of the JSON column `column`. */
export function jsonProperty(column: string, key: string): PropertySql {
  const at = path(column, key);
  return {
    text: `toString(${at})`,
    number: `accurateCastOrNull(${at}, 'Float64')`,
    time: `parseDateTime64BestEffortOrNull(toString(${at}), 3, 'UTC')`,
    isSet: `isNotNull(${at})`,
  };
}

/** Built-in fields of an event; all are always set but `session_id`. */
export function builtinProperty(draft: Draft, key: string): PropertySql | null {
  const of = (text: string, number = `toFloat64OrNull(${text})`, isSet = "true"): PropertySql => ({
    text,
    number,
    time: "CAST(NULL, 'Nullable(DateTime64(3))')",
    isSet,
  });
  switch (key) {
    case "event":
      return of("toString(event)");
    case "distinct_id":
      return of("distinct_id");
    case "person_id":
      return of(personIdSql(draft));
    case "session_id":
      return of("session_id", undefined, "session_id != ''");
    case "hour_of_day":
      return of(`toString(toHour(ts, ${draft.zone}))`, `toFloat64(toHour(ts, ${draft.zone}))`);
    case "day_of_week":
      // 1 is Monday, 7 is Sunday, whatever the project's week start.
      return of(
        `toString(toDayOfWeek(ts, 0, ${draft.zone}))`,
        `toFloat64(toDayOfWeek(ts, 0, ${draft.zone}))`,
      );
    default:
      return null;
  }
}

/** A property of an event or a built-in, in the scope of the events table. */
export function eventProperty(draft: Draft, ref: PropertyRef): PropertySql | null {
  return ref.on === "builtin" ? builtinProperty(draft, ref.key) : jsonProperty("properties", ref.key);
}
