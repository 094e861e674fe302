import type {
  ActSettings,
  Alert,
  AlertEventList,
  AlertList,
  AlertWithSecret,
  Audience,
  AudienceList,
  AudiencePreview,
  AudiencePreviewRequest,
  AudienceRun,
  AudienceWithSecret,
  CreateAlertRequest,
  CreateAudienceRequest,
  CreateExperimentRequest,
  DeliveryList,
  Experiment,
  ExperimentList,
  ExperimentPlanReply,
  ExperimentPlanRequest,
  ExperimentResultsReply,
  UpdateAlertRequest,
  UpdateAudienceRequest,
  UpdateExperimentRequest,
} from "@lepton/server";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client.ts";
import { saved } from "./saved.ts";

export const experiments = saved<
  Experiment,
  ExperimentList,
  CreateExperimentRequest,
  UpdateExperimentRequest
>("experiments");

const base = (project: string) => `/api/projects/${project}`;
const keyOf = (project: string, ...more: unknown[]) => ["project", project, ...more] as const;

export function useExperimentResults(project: string, experiment: string, enabled = true) {
  return useQuery({
    queryKey: keyOf(project, "experiments", experiment, "results"),
    enabled,
    queryFn: ({ signal }) =>
      api.get<ExperimentResultsReply>(`${base(project)}/experiments/${experiment}/results`, { signal }),
    staleTime: 60_000,
  });
}

export function useExperimentPlan(project: string, request: ExperimentPlanRequest | null) {
  return useQuery({
    queryKey: keyOf(project, "experiment-plan", request),
    enabled: request !== null,
    queryFn: ({ signal }) =>
      api.post<ExperimentPlanReply>(`${base(project)}/experiments/plan`, request, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** A call that changes something of acting: everything below these keys is asked anew. */
function useActCall<Body, Reply>(
  project: string,
  keys: readonly string[],
  call: (body: Body) => Promise<Reply>,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: () =>
      Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: keyOf(project, key) }))),
  });
}

export const useAudiences = (project: string) =>
  useQuery({
    queryKey: keyOf(project, "audiences"),
    queryFn: ({ signal }) => api.get<AudienceList>(`${base(project)}/audiences`, { signal }),
  });
export const useAudience = (project: string, audience: string | undefined) =>
  useQuery({
    queryKey: keyOf(project, "audiences", audience),
    enabled: audience !== undefined,
    queryFn: ({ signal }) => api.get<Audience>(`${base(project)}/audiences/${audience}`, { signal }),
  });
export const useAudiencePreview = (project: string, request: AudiencePreviewRequest | null) =>
  useQuery({
    queryKey: keyOf(project, "audience-preview", request),
    enabled: request !== null,
    queryFn: ({ signal }) =>
      api.post<AudiencePreview>(`${base(project)}/audiences/preview`, request, { signal }),
    placeholderData: keepPreviousData,
  });
export const useCreateAudience = (project: string) =>
  useActCall(project, ["audiences", "experiments"], (body: CreateAudienceRequest) =>
    api.post<AudienceWithSecret>(`${base(project)}/audiences`, body),
  );
export const useUpdateAudience = (project: string) =>
  useActCall(project, ["audiences"], ({ id, ...body }: UpdateAudienceRequest & { id: string }) =>
    api.patch<AudienceWithSecret>(`${base(project)}/audiences/${id}`, body),
  );
export const useRemoveAudience = (project: string) =>
  useActCall(project, ["audiences", "experiments"], (id: string) =>
    api.delete(`${base(project)}/audiences/${id}`),
  );
export const useDeliver = (project: string) =>
  useActCall(project, ["audiences", "deliveries", "experiments"], (id: string) =>
    api.post<AudienceRun>(`${base(project)}/audiences/${id}/deliver`),
  );
export const useNewSecret = (project: string, kind: "audiences" | "alerts") =>
  useActCall(project, [kind], (id: string) =>
    api.post<{ secret: string }>(`${base(project)}/${kind}/${id}/secret`),
  );

const waitingMs = 3_000;
/** The log of a webhook; asked again while something waits. */
export const useDeliveries = (project: string, subject: string) =>
  useQuery({
    queryKey: keyOf(project, "deliveries", subject),
    queryFn: ({ signal }) =>
      api.get<DeliveryList>(`${base(project)}/deliveries`, { signal, search: { subject } }),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ status }) => status === "waiting") ? waitingMs : false,
  });
export const useSendAgain = (project: string, subject: string) =>
  useActCall(project, ["deliveries"], (delivery: string) =>
    api.post(`${base(project)}/deliveries/${subject}/${delivery}/again`),
  );

export const useActSettings = (project: string) =>
  useQuery({
    queryKey: keyOf(project, "act-settings"),
    queryFn: ({ signal }) => api.get<ActSettings>(`${base(project)}/act/settings`, { signal }),
  });
export const useSetActSettings = (project: string) =>
  useActCall(project, ["act-settings"], (body: ActSettings) =>
    api.put<ActSettings>(`${base(project)}/act/settings`, body),
  );

export const useAlerts = (project: string) =>
  useQuery({
    queryKey: keyOf(project, "alerts"),
    queryFn: ({ signal }) => api.get<AlertList>(`${base(project)}/alerts`, { signal }),
  });
export const useAlertEvents = (project: string) =>
  useQuery({
    queryKey: keyOf(project, "alerts", "events"),
    queryFn: ({ signal }) => api.get<AlertEventList>(`${base(project)}/alerts/events`, { signal }),
  });
export const useCreateAlert = (project: string) =>
  useActCall(project, ["alerts"], (body: CreateAlertRequest) =>
    api.post<AlertWithSecret>(`${base(project)}/alerts`, body),
  );
export const useUpdateAlert = (project: string) =>
  useActCall(project, ["alerts"], ({ id, ...body }: UpdateAlertRequest & { id: string }) =>
    api.patch<AlertWithSecret>(`${base(project)}/alerts/${id}`, body),
  );
export const useCheckAlert = (project: string) =>
  useActCall(project, ["alerts", "deliveries"], (id: string) =>
    api.post<Alert>(`${base(project)}/alerts/${id}/check`),
  );
export const useRemoveAlert = (project: string) =>
  useActCall(project, ["alerts"], (id: string) => api.delete(`${base(project)}/alerts/${id}`));
