import type { FilterGroup } from "@lepton/growth";
import type { EventPage, PeoplePage, Person } from "@lepton/server";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api } from "../client.ts";

/** People seen lately first, page by page. */
export function usePeople(project: string, of: { search: string; filter: FilterGroup | null }) {
  return useInfiniteQuery({
    queryKey: ["project", project, "people", of],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }) =>
      api.get<PeoplePage>(`/api/projects/${project}/people`, {
        signal,
        search: {
          search: of.search || undefined,
          filter: of.filter && of.filter.filters.length > 0 ? JSON.stringify(of.filter) : undefined,
          limit: 50,
          cursor: pageParam,
        },
      }),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

const pathOf = (project: string, person: string) =>
  `/api/projects/${project}/people/${encodeURIComponent(person)}`;

export function usePerson(project: string, person: string) {
  return useQuery({
    queryKey: ["project", project, "person", person],
    queryFn: ({ signal }) => api.get<Person>(pathOf(project, person), { signal }),
  });
}

/** One person's events, newest first. */
export function usePersonEvents(project: string, person: string) {
  return useInfiniteQuery({
    queryKey: ["project", project, "person", person, "events"],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }) =>
      api.get<EventPage>(`${pathOf(project, person)}/events`, {
        signal,
        search: { limit: 100, cursor: pageParam },
      }),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
}
