import type { FilterGroup } from "@lepton/growth";

/** State of the list in its address. */
export interface PeopleSearch {
  q?: string;
  filter?: FilterGroup;
}
export function peopleSearch(raw: Record<string, unknown>): PeopleSearch {
  const { q, filter } = raw;
  const isFilter =
    typeof filter === "object" && filter !== null && "filters" in filter && Array.isArray(filter.filters);
  return {
    ...(q !== undefined && q !== "" ? { q: String(q) } : {}),
    ...(isFilter && (filter as FilterGroup).filters.length > 0 ? { filter: filter as FilterGroup } : {}),
  };
}

/** State of one person's page: the event name that the timeline is narrowed to. */
export interface PersonSearch {
  event?: string;
}
export const personSearch = (raw: Record<string, unknown>): PersonSearch =>
  typeof raw.event === "string" ? { event: raw.event } : {};
