import type {
  Job,
  JobList,
  Model,
  ModelCard,
  ModelList,
  ModelMonitor,
  ModelPeople,
  OnnxUsage,
  PersonPredictions,
  PredictReply,
  PredictRequest,
  RecipeList,
  TrainRequest,
} from "@lepton/server";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client.ts";

const base = (project: string) => `/api/projects/${project}/models`;
const one = (project: string, model: string) => `${base(project)}/${encodeURIComponent(model)}`;
const jobsPath = (project: string) => `/api/projects/${project}/jobs`;
const keyOf = (project: string) => ["project", project, "models"] as const;
const jobsKey = (project: string) => ["project", project, "jobs", "models"] as const;

const isOpen = ({ status }: Job) => status === "queued" || status === "running";
const activeMs = 1_000;
const restingMs = 20_000;

export function useModels(project: string) {
  return useQuery({
    queryKey: keyOf(project),
    queryFn: ({ signal }) => api.get<ModelList>(base(project), { signal }),
  });
}

export function useModel(project: string, model: string) {
  return useQuery({
    queryKey: [...keyOf(project), model],
    queryFn: ({ signal }) => api.get<Model>(one(project, model), { signal }),
  });
}

export function useModelCard(project: string, model: string) {
  return useQuery({
    queryKey: [...keyOf(project), model, "card"],
    queryFn: ({ signal }) => api.get<ModelCard>(`${one(project, model)}/card`, { signal }),
  });
}

/** What could be trained from this project's data, and why not. */
export function useRecipes(project: string, enabled = true) {
  return useQuery({
    queryKey: ["project", project, "recipes"],
    enabled,
    queryFn: ({ signal }) => api.get<RecipeList>(`/api/projects/${project}/recipes`, { signal }),
    staleTime: 60_000,
  });
}

/** Trainings and scorings, newest first; asked for every second while one is under way. */
export function useModelJobs(project: string, subject?: string) {
  const client = useQueryClient();
  const queryKey = [...jobsKey(project), subject ?? null];
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const { items } = await api.get<JobList>(jobsPath(project), { signal, search: { subject } });
      const jobs = items.filter(({ kind }) => kind === "train" || kind === "score");
      const open = new Set((client.getQueryData<Job[]>(queryKey) ?? []).filter(isOpen).map(({ id }) => id));
      // What a job made is asked for at its end.
      if (jobs.some((job) => open.has(job.id) && !isOpen(job)))
        void client.invalidateQueries({ queryKey: keyOf(project) });
      return jobs;
    },
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.some(isOpen) ? activeMs : restingMs),
  });
}

/** One job with its log. */
export function useModelJob(project: string, job: string, enabled: boolean) {
  return useQuery({
    queryKey: ["project", project, "job", job],
    enabled,
    queryFn: ({ signal }) => api.get<Job>(`${jobsPath(project)}/${job}`, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && !isOpen(state.data) ? false : activeMs),
  });
}

/** A call that starts or ends a job: the list of jobs is asked again. */
function useJobCall<Body>(project: string, call: (body: Body) => Promise<Job>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: () => client.invalidateQueries({ queryKey: jobsKey(project) }),
  });
}
export const useTrain = (project: string) =>
  useJobCall(project, (body: TrainRequest) => api.post<Job>(base(project), body));
export const useScore = (project: string) =>
  useJobCall(project, (model: string) => api.post<Job>(`${one(project, model)}/score`));
export const useCancelJob = (project: string) =>
  useJobCall(project, (job: string) => api.post<Job>(`${jobsPath(project)}/${job}/cancel`));

/** Publishing and retiring change other versions, too: every model is asked again. */
function useStageCall<Body>(project: string, call: (body: Body) => Promise<Model>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(project) }),
  });
}
export const usePublish = (project: string) =>
  useStageCall(project, ({ model, anyway }: { model: string; anyway: boolean }) =>
    api.post<Model>(`${one(project, model)}/publish`, { anyway }),
  );
export const useRetire = (project: string) =>
  useStageCall(project, (model: string) => api.post<Model>(`${one(project, model)}/retire`));

export function useRemoveModel(project: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (model: string) => api.delete(one(project, model)),
    onSuccess: (_done, model) => {
      client.removeQueries({ queryKey: [...keyOf(project), model] });
      return client.invalidateQueries({ queryKey: keyOf(project), exact: true });
    },
  });
}

/** People as last scored, highest first. */
export function useModelPeople(
  project: string,
  model: string,
  of: { min?: number; limit: number },
  enabled = true,
) {
  return useQuery({
    queryKey: [...keyOf(project), model, "people", of],
    enabled,
    queryFn: ({ signal }) =>
      api.get<ModelPeople>(`${one(project, model)}/people`, { signal, search: { ...of } }),
    placeholderData: keepPreviousData,
  });
}

/** A prediction with its reasons; the last one stays on screen while the next is asked for. */
export function usePrediction(project: string, model: string, ask: PredictRequest, enabled = true) {
  return useQuery({
    queryKey: [...keyOf(project), model, "predict", ask],
    enabled,
    queryFn: ({ signal }) =>
      api.post<PredictReply>(`${one(project, model)}/predict`, { ...ask, explain: true }, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** What the published models say of one person, as last scored. */
export function usePersonPredictions(project: string, person: string) {
  return useQuery({
    queryKey: [...keyOf(project), "person", person],
    queryFn: ({ signal }) =>
      api.get<PersonPredictions>(
        `/api/projects/${project}/people/${encodeURIComponent(person)}/predictions`,
        { signal },
      ),
  });
}

export const onnxPath = (project: string, model: string): string => `${one(project, model)}/onnx`;
/** How to run the model's file without Lepton. */
export function useOnnxUsage(project: string, model: string) {
  return useQuery({
    queryKey: [...keyOf(project), model, "onnx"],
    queryFn: ({ signal }) => api.get<OnnxUsage>(`${onnxPath(project, model)}/usage`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Drift at each scoring, and what happened since. */
export function useModelMonitor(project: string, model: string) {
  return useQuery({
    queryKey: [...keyOf(project), model, "monitor"],
    queryFn: ({ signal }) => api.get<ModelMonitor>(`${one(project, model)}/monitor`, { signal }),
  });
}
