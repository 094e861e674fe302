import type { EventNames, PropertyNames, PropertyValues } from "@lepton/server";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../client.ts";

const staleTime = 60_000;

/** Event names seen in the project, most frequent first. */
export function useEventNames(project: string) {
  return useQuery({
    queryKey: ["project", project, "schema", "events"],
    queryFn: ({ signal }) => api.get<EventNames>(`/api/projects/${project}/schema/events`, { signal }),
    staleTime,
  });
}

export function usePropertyNames(project: string, on: "event" | "person", event?: string | null) {
  return useQuery({
    queryKey: ["project", project, "schema", "properties", on, event ?? null],
    queryFn: ({ signal }) =>
      api.get<PropertyNames>(`/api/projects/${project}/schema/properties`, {
        signal,
        search: { on, event: event ?? undefined },
      }),
    staleTime,
  });
}

export function usePropertyValues(
  project: string,
  of: { on: "event" | "person"; key: string; event?: string | null; search?: string },
  enabled = true,
) {
  return useQuery({
    queryKey: ["project", project, "schema", "values", of],
    enabled: enabled && of.key !== "",
    queryFn: ({ signal }) =>
      api.get<PropertyValues>(`/api/projects/${project}/schema/values`, {
        signal,
        search: { on: of.on, key: of.key, event: of.event ?? undefined, search: of.search || undefined },
      }),
    placeholderData: keepPreviousData,
    staleTime,
  });
}
