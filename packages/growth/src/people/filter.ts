import type { Filter, FilterGroup } from "../schema/filter.ts";
import { cohortSql } from "../sql/cohort.ts";
import type { Draft } from "../sql/draft.ts";
import { filterSql, personPropertySql } from "../sql/filter.ts";
import { personKeySql } from "../sql/person.ts";

/**
 * A filter as a condition over people, by their key. With a property of an event in it: people with one event that
 * meets the whole filter, as in the questions. Without: people, also those who have a profile and no event.
 */
export function peopleFilterSql(draft: Draft, filter: FilterGroup, key: string): string {
  if (!readsEvents(filter)) return personSql(draft, filter, key);
  return `${key} IN (SELECT ${personKeySql(draft)} FROM events
    WHERE project = ${draft.project} AND ${filterSql(draft, filter)})`;
}

function readsEvents(filter: Filter): boolean {
  return filter.type === "group"
    ? filter.filters.some(readsEvents)
    : filter.type === "property" && filter.on !== "person";
}

function personSql(draft: Draft, filter: Filter, key: string): string {
  switch (filter.type) {
    case "group": {
      if (filter.filters.length === 0) return "true";
      const parts = filter.filters.map((inner) => personSql(draft, inner, key));
      return `(${parts.join(filter.op === "and" ? " AND " : " OR ")})`;
    }
    case "cohort":
      return `${filter.negate ? "NOT " : ""}(${cohortSql(draft, filter.cohort, key)})`;
    case "property":
      return personPropertySql(draft, filter, key);
  }
}
