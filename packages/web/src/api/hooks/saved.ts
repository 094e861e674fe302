import type {
  Cohort,
  CohortList,
  CreateCohortRequest,
  CreateDashboardRequest,
  CreateInsightRequest,
  Dashboard,
  DashboardList,
  Insight,
  InsightList,
  UpdateDashboardRequest,
  UpdateInsightRequest,
} from "@lepton/server";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client.ts";

/** The four calls that every saved thing (insight, dashboard, cohort) knows. */
export function saved<Item extends { id: string }, List, Create, Update>(kind: string) {
  const base = (project: string) => `/api/projects/${project}/${kind}`;
  const key = (project: string) => ["project", project, kind] as const;
  return {
    useList: (project: string) =>
      useQuery({ queryKey: key(project), queryFn: ({ signal }) => api.get<List>(base(project), { signal }) }),
    useOne: (project: string, id: string | undefined) =>
      useQuery({
        queryKey: [...key(project), id],
        enabled: id !== undefined,
        queryFn: ({ signal }) => api.get<Item>(`${base(project)}/${id}`, { signal }),
      }),
    useCreate: (project: string) => {
      const client = useQueryClient();
      return useMutation({
        mutationFn: (body: Create) => api.post<Item>(base(project), body),
        onSuccess: () => client.invalidateQueries({ queryKey: key(project), exact: true }),
      });
    },
    useUpdate: (project: string) => {
      const client = useQueryClient();
      return useMutation({
        mutationFn: ({ id, ...body }: Update & { id: string }) =>
          api.patch<Item>(`${base(project)}/${id}`, body),
        onSuccess: (item) => {
          client.setQueryData([...key(project), item.id], item);
          return client.invalidateQueries({ queryKey: key(project), exact: true });
        },
      });
    },
    useRemove: (project: string) => {
      const client = useQueryClient();
      return useMutation({
        mutationFn: (id: string) => api.delete(`${base(project)}/${id}`),
        onSuccess: (_done, id) => {
          client.removeQueries({ queryKey: [...key(project), id] });
          return client.invalidateQueries({ queryKey: key(project), exact: true });
        },
      });
    },
  };
}

export const insights = saved<Insight, InsightList, CreateInsightRequest, UpdateInsightRequest>("insights");
export const dashboards = saved<Dashboard, DashboardList, CreateDashboardRequest, UpdateDashboardRequest>(
  "dashboards",
);
export const cohorts = saved<Cohort, CohortList, CreateCohortRequest, Partial<CreateCohortRequest>>(
  "cohorts",
);
