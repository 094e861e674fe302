import type { Answer } from "@lepton/growth";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client.ts";

export type PmfReply = Answer<"pmfReport"> & { cached: boolean };
const keyOf = (project: string) => ["project", project, "pmf"] as const;

/** The product–market-fit report with the project's own settings. */
export function usePmf(project: string) {
  return useQuery({
    queryKey: keyOf(project),
    queryFn: ({ signal }) => api.get<PmfReply>(`/api/projects/${project}/pmf`, { signal }),
    staleTime: 60_000,
  });
}

/** Works the report out again, past the server's cache. */
export function useRefreshPmf(project: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.get<PmfReply>(`/api/projects/${project}/pmf`, { search: { refresh: true } }),
    onSuccess: (reply) => client.setQueryData(keyOf(project), reply),
  });
}
