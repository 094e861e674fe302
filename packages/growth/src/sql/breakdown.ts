import { LeptonError } from "@lepton/core";
import type { PropertyRef } from "../schema/filter.ts";
import type { Draft } from "./draft.ts";
import { eventProperty } from "./property.ts";
import { profileValuesSql, type SourceScope, sourceSql } from "./source.ts";

/** Label of the people or events without the property. */
export const noValue = "(none)";
/** Label of everything past the largest values. */
export const otherValues = "Other";

/** The label of a value; a real value that reads like one of ours is quoted. */
export function labelOfValue(value: string): string {
  if (value === "") return noValue;
  return value === otherValues || value === noValue ? `"${value}"` : value;
}

/** The value behind a label, `null` for "Other". */
export function valueOfLabel(label: string): string | null {
  if (label === otherValues) return null;
  if (label === noValue) return "";
  return label === `"${otherValues}"` || label === `"${noValue}"` ? label.slice(1, -1) : label;
}

/** `sourceSql` with a column `value`: the breakdown's value as text, '' where it is missing or there is no breakdown. */
export function splitSourceSql(
  draft: Draft,
  scope: SourceScope,
  columns: Record<string, string>,
  breakdown: PropertyRef | undefined,
): string {
  if (!breakdown) return sourceSql(draft, scope, { ...columns, value: "''" });
  if (breakdown.on === "person")
    return `SELECT ${["person_key", "ts", ...Object.keys(columns)].map((c) => `events_read.${c} AS ${c}`).join(", ")}, profiles.value AS value
  FROM (${sourceSql(draft, scope, columns)}) AS events_read
  LEFT ANY JOIN (${profileValuesSql(draft, breakdown.key)}) AS profiles ON events_read.person_key = profiles.person_key`;
  const property = eventProperty(draft, breakdown);
  if (property === null)
    throw new LeptonError("GROWTH_BUILTIN_UNKNOWN", {
      problem: "There is no built-in field of this name to split by.",
      received: breakdown.key,
      next: "Use event, distinct_id, person_id, session_id, hour_of_day or day_of_week.",
      field: "breakdown.key",
    });
  return sourceSql(draft, scope, { ...columns, value: property.text });
}
