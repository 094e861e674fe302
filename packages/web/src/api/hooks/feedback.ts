import type { FilterGroup } from "@lepton/growth";
import type {
  Cohort,
  FeedbackCohortRequest,
  FeedbackInbox,
  FeedbackKind,
  FeedbackSimilar,
  FeedbackThemes,
} from "@lepton/server";
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api } from "../client.ts";

const base = (project: string) => `/api/projects/${project}/feedback`;
const pageSize = 50;

/** Which feedback is looked at. */
export interface FeedbackSelection {
  from: string;
  to?: string | undefined;
  kind: FeedbackKind | "all";
  filter?: FilterGroup | undefined;
}
const paramsOf = ({ filter, ...rest }: FeedbackSelection) => ({
  ...rest,
  filter: filter && JSON.stringify(filter),
});

export function useFeedbackThemes(project: string, selection: FeedbackSelection) {
  return useQuery({
    queryKey: ["project", project, "feedback", "themes", selection],
    queryFn: ({ signal }) =>
      api.get<FeedbackThemes>(`${base(project)}/themes`, { signal, search: paramsOf(selection) }),
    placeholderData: keepPreviousData,
  });
}

/** What was said, newest first, page by page. */
export function useFeedbackInbox(
  project: string,
  selection: FeedbackSelection,
  narrowed: { theme?: string | undefined; sentiment?: string | undefined; search?: string | undefined },
) {
  return useInfiniteQuery({
    queryKey: ["project", project, "feedback", "inbox", selection, narrowed],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }) =>
      api.get<FeedbackInbox>(base(project), {
        signal,
        search: { ...paramsOf(selection), ...narrowed, limit: pageSize, cursor: pageParam },
      }),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function useSimilarFeedback(project: string, entry: string) {
  return useQuery({
    queryKey: ["project", project, "feedback", "similar", entry],
    queryFn: ({ signal }) =>
      api.get<FeedbackSimilar>(`${base(project)}/similar`, { signal, search: { entry } }),
  });
}

export function useThemeCohort(project: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: FeedbackCohortRequest) => api.post<Cohort>(`${base(project)}/cohorts`, body),
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", project, "cohorts"], exact: true }),
  });
}
