import { LeptonError } from "@lepton/core";
import type { Filter, FilterGroup, Operator, PropertyFilter } from "../schema/filter.ts";
import { cohortSql } from "./cohort.ts";
import type { Draft } from "./draft.ts";
import { personKeySql } from "./person.ts";
import { eventProperty, jsonProperty, type PropertySql } from "./property.ts";

/** Negated operators are written as NOT of these, so that rows without the property stay in. */
const negations: Partial<Record<Operator, Operator>> = {
  is_not: "is",
  not_in: "in",
  not_contains: "contains",
  not_regex: "regex",
  neq: "eq",
  is_not_set: "is_set",
};

/**
 * A filter as a condition over rows of the events table. `key` is the person's key in that scope.
 * An empty `and` holds for every row, an empty `or` likewise: no condition was given.
 */
export function filterSql(draft: Draft, filter: Filter, key = personKeySql(draft)): string {
  switch (filter.type) {
    case "group":
      return groupSql(filter, (inner) => filterSql(draft, inner, key));
    case "cohort":
      return `${filter.negate ? "NOT " : ""}(${cohortSql(draft, filter.cohort, key)})`;
    case "property":
      if (filter.on === "person") return personPropertySql(draft, filter, key);
      return eventPropertySql(draft, filter);
  }
}

function groupSql({ op, filters }: FilterGroup, compile: (filter: Filter) => string): string {
  if (filters.length === 0) return "true";
  return `(${filters.map(compile).join(op === "and" ? " AND " : " OR ")})`;
}

/**
 * A property of the person's latest profile. Negations are NOT IN the people who match the positive, so that people
 * without a profile stay in.
 */
export function personPropertySql(draft: Draft, filter: PropertyFilter, key: string): string {
  const positive = negations[filter.operator];
  const condition = positiveSql(
    draft,
    { ...filter, operator: positive ?? filter.operator },
    jsonProperty("properties", filter.key),
  );
  return `${key} ${positive ? "NOT IN" : "IN"} (SELECT person_key FROM people FINAL
    WHERE project = ${draft.project} AND ${condition})`;
}

function eventPropertySql(draft: Draft, filter: PropertyFilter): string {
  const property = eventProperty(draft, filter);
  if (property === null)
    throw new LeptonError("GROWTH_BUILTIN_UNKNOWN", {
      problem: "There is no built-in field of this name.",
      received: filter.key,
      next: "Use event, distinct_id, person_id, session_id, hour_of_day or day_of_week, or read it `on` event or person.",
      field: "filter.key",
    });
  const positive = negations[filter.operator];
  const condition = positiveSql(draft, { ...filter, operator: positive ?? filter.operator }, property);
  return positive ? `NOT (${condition})` : `(${condition})`;
}

type Scalar = string | number | boolean;

/** Conditions are never NULL: a missing property makes a positive one false. */
function positiveSql(draft: Draft, filter: PropertyFilter, property: PropertySql): string {
  const { operator } = filter;
  if (operator === "is_set") return property.isSet;
  const values = valuesOf(filter);
  const anyOf = (one: (value: Scalar) => string) =>
    values.length === 1 ? one(values[0] ?? "") : `(${values.map(one).join(" OR ")})`;
  const number = (value: Scalar) => draft.bind(numberOf(filter, value), "Float64");
  const compare = (sign: string) => `ifNull(${property.number} ${sign} ${number(values[0] ?? 0)}, false)`;
  // A missing text reads '': say so where '' could match.
  const text = (condition: string, mayBeEmpty: boolean) =>
    mayBeEmpty ? `(${property.isSet} AND ${condition})` : condition;
  const pattern = (value: Scalar) => draft.text(String(value));
  switch (operator) {
    case "is":
    case "in":
      return isOneOf(draft, property, values);
    case "contains":
      return anyOf((v) => text(`positionCaseInsensitiveUTF8(${property.text}, ${pattern(v)}) > 0`, v === ""));
    case "starts_with":
      return anyOf((v) => text(`startsWith(${property.text}, ${pattern(v)})`, v === ""));
    case "ends_with":
      return anyOf((v) => text(`endsWith(${property.text}, ${pattern(v)})`, v === ""));
    case "regex":
      return anyOf((v) => text(`match(${property.text}, ${pattern(v)})`, true));
    case "eq":
      return compare("=");
    case "gt":
      return compare(">");
    case "gte":
      return compare(">=");
    case "lt":
      return compare("<");
    case "lte":
      return compare("<=");
    case "between": {
      if (values.length !== 2)
        throw valueError(filter, "`between` takes a list of two numbers.", "[low, high]");
      const [low, high] = values as [Scalar, Scalar];
      return `ifNull(${property.number} BETWEEN ${number(low)} AND ${number(high)}, false)`;
    }
    case "before":
    case "after":
      return `ifNull(${property.time} ${operator === "before" ? "<" : ">="} ${timeOf(draft, filter)}, false)`;
    default:
      throw valueError(
        filter,
        "This operator is not known here.",
        "one of the operators listed in the documentation",
      );
  }
}

/** Equality by the value's own type: numbers by number (2 = 2.0), the rest by text. */
function isOneOf(draft: Draft, property: PropertySql, values: Scalar[]): string {
  const texts = values.filter((v) => typeof v !== "number").map(String);
  const numbers = values.filter((v) => typeof v === "number");
  const parts: string[] = [];
  if (texts.length === 1) parts.push(`${property.text} = ${draft.text(texts[0] ?? "")}`);
  if (texts.length > 1) parts.push(`${property.text} IN ${draft.bind(texts, "Array(String)")}`);
  if (numbers.length > 0)
    parts.push(`ifNull(${property.number} IN ${draft.bind(numbers, "Array(Float64)")}, false)`);
  const any = parts.length === 1 ? (parts[0] ?? "") : `(${parts.join(" OR ")})`;
  return texts.includes("") ? `(${property.isSet} AND ${any})` : any;
}

function valuesOf(filter: PropertyFilter): Scalar[] {
  if (filter.value === undefined)
    throw valueError(filter, `The operator \`${filter.operator}\` needs a value.`, "a value");
  return Array.isArray(filter.value) ? filter.value : [filter.value];
}

function numberOf(filter: PropertyFilter, value: Scalar): number {
  const number = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);
  if (!Number.isFinite(number))
    throw valueError(filter, `The operator \`${filter.operator}\` compares numbers.`, "a number");
  return number;
}

/** `after` a date includes that date's first instant; dates are read in the project's zone. */
function timeOf(draft: Draft, filter: PropertyFilter): string {
  const value = String(valuesOf(filter)[0] ?? "");
  if (!/^\d{4}-\d{2}-\d{2}/.test(value) || Number.isNaN(Date.parse(value)))
    throw valueError(
      filter,
      `The operator \`${filter.operator}\` compares dates.`,
      "an ISO date such as 2026-03-01",
    );
  return `parseDateTime64BestEffort(${draft.text(value)}, 3, ${draft.zone})`;
}

function valueError(filter: PropertyFilter, problem: string, wanted: string): LeptonError {
  return new LeptonError("GROWTH_FILTER_VALUE", {
    problem: `${problem} (property ${filter.key})`,
    received: JSON.stringify(filter.value) ?? "nothing",
    next: `Give ${wanted}.`,
    field: "filter.value",
  });
}
