import type { CohortFilter, Filter, FilterGroup, Operator, PropertyFilter } from "@lepton/growth";

export type PropertyType = "string" | "number" | "boolean" | "datetime" | "mixed";
type Value = PropertyFilter["value"];

const text: Operator[] = [
  "is",
  "is_not",
  "in",
  "not_in",
  "contains",
  "not_contains",
  "starts_with",
  "ends_with",
  "regex",
  "not_regex",
];
const number: Operator[] = ["eq", "neq", "gt", "gte", "lt", "lte", "between"];
const date: Operator[] = ["before", "after"];
const presence: Operator[] = ["is_set", "is_not_set"];

/** The operators that make sense for a property of this type, usual ones first. */
export function operatorsFor(type: PropertyType): Operator[] {
  if (type === "number") return [...number, "in", "not_in", ...presence];
  if (type === "boolean") return ["is", "is_not", ...presence];
  if (type === "datetime") return [...date, ...presence];
  if (type === "mixed") return [...text, ...number, ...date, ...presence];
  return [...text, ...presence];
}

export type ValueShape = "none" | "one" | "many" | "number" | "range" | "date";

/** What must be given beside the operator. */
export function valueShape(operator: Operator): ValueShape {
  if (operator === "is_set" || operator === "is_not_set") return "none";
  if (operator === "in" || operator === "not_in") return "many";
  if (operator === "between") return "range";
  if (operator === "before" || operator === "after") return "date";
  return ["eq", "neq", "gt", "gte", "lt", "lte"].includes(operator) ? "number" : "one";
}

/** The value carried over to another operator where it still fits, else none. */
export function fitValue(value: Value, operator: Operator): Value {
  const list = value === undefined ? [] : Array.isArray(value) ? value : [value];
  const first = list[0];
  switch (valueShape(operator)) {
    case "none":
      return undefined;
    case "many":
      return list.length > 0 ? list : undefined;
    case "range": {
      const numbers = list.map(Number).filter(Number.isFinite);
      return numbers.length > 0 ? [numbers[0] ?? 0, numbers[1] ?? numbers[0] ?? 0] : undefined;
    }
    case "number":
      return first !== undefined && first !== "" && Number.isFinite(Number(first))
        ? Number(first)
        : undefined;
    case "date":
      return typeof first === "string" ? first : undefined;
    case "one":
      return first;
  }
}

/** A half-written filter is kept on screen and left out of the question. */
export function isComplete(filter: Filter): boolean {
  if (filter.type === "group") return filter.filters.some(isComplete);
  if (filter.type === "cohort") return filter.cohort !== "";
  if (filter.key === "") return false;
  if (valueShape(filter.operator) === "none") return true;
  return filter.value !== undefined && filter.value !== "";
}

/** What goes to the server: complete filters only; nothing when none is left. */
export function completeGroup(group: FilterGroup | undefined): FilterGroup | undefined {
  if (!group) return undefined;
  const filters = group.filters.flatMap((filter): Filter[] => {
    if (filter.type !== "group") return isComplete(filter) ? [filter] : [];
    const inner = completeGroup(filter);
    return inner ? [inner] : [];
  });
  return filters.length > 0 ? { ...group, filters } : undefined;
}

export const emptyProperty: PropertyFilter = { type: "property", on: "event", key: "", operator: "is" };
export const emptyCohort: CohortFilter = { type: "cohort", cohort: "", negate: false };
export const emptyGroup = (op: "and" | "or" = "and"): FilterGroup => ({ type: "group", op, filters: [] });

export function replaceAt<T>(items: readonly T[], index: number, item: T): T[] {
  return items.map((one, i) => (i === index ? item : one));
}
export function removeAt<T>(items: readonly T[], index: number): T[] {
  return items.filter((_, i) => i !== index);
}

/** Number of conditions, groups opened. */
export function countFilters(group: FilterGroup | undefined): number {
  return (group?.filters ?? []).reduce((sum, one) => sum + (one.type === "group" ? countFilters(one) : 1), 0);
}
