import type { HomeReply } from "@lepton/server";
import { useQuery } from "@tanstack/react-query";
import { api } from "../client.ts";

export function useHome(project: string) {
  return useQuery({
    queryKey: ["project", project, "home"],
    queryFn: ({ signal }) => api.get<HomeReply>(`/api/projects/${project}/home`, { signal }),
    refetchInterval: 20_000,
  });
}
