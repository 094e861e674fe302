import type { Job, Project, ProjectList } from "@lepton/server";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client.ts";

export const projectQuery = (project: string) =>
  queryOptions({
    queryKey: ["project", project],
    queryFn: ({ signal }) => api.get<Project>(`/api/projects/${project}`, { signal }),
    staleTime: 60_000,
  });
export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: ({ signal }) => api.get<ProjectList>("/api/projects", { signal }),
  staleTime: 60_000,
});

/** Loads the sample company; answers with a job to follow. */
export function useLoadSample(project: string) {
  return useMutation({ mutationFn: () => api.post<Job>(`/api/projects/${project}/sample`) });
}

/** Follows a job until it is done or failed; every answer of the project is asked again at its end. */
export function useJob(project: string, job: string | null) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ["project", project, "job", job],
    enabled: job !== null,
    queryFn: async ({ signal }) => {
      const reply = await api.get<Job>(`/api/projects/${project}/jobs/${job}`, { signal });
      if (reply.status === "done")
        void client.invalidateQueries({
          queryKey: ["project", project],
          predicate: ({ queryKey }) => queryKey[2] !== "job",
        });
      return reply;
    },
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && state.data.status !== "running" ? false : 700),
  });
}
