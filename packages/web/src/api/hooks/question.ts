import type { QuestionInput } from "@lepton/growth";
import type { PeoplePage, PeoplePoint, QueryReply } from "@lepton/server";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api } from "../client.ts";

export const questionKey = (project: string, question: QuestionInput | null) =>
  ["project", project, "query", question] as const;

/**
 * Answers a question. Leaving the page, changing the question or `client.cancelQueries` aborts the
 * request, and the server stops the query.
 */
export function useQuestion(
  project: string,
  question: QuestionInput | null,
  options: { enabled?: boolean; keepPrevious?: boolean } = {},
) {
  return useQuery({
    queryKey: questionKey(project, question),
    enabled: question !== null && (options.enabled ?? true),
    queryFn: ({ signal }) => api.post<QueryReply>(`/api/projects/${project}/query`, question, { signal }),
    staleTime: 60_000,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

/** Asks again past the server's result cache. */
export const refreshQuestion = (project: string, question: QuestionInput, signal?: AbortSignal) =>
  api.post<QueryReply>(`/api/projects/${project}/query`, question, {
    search: { refresh: true },
    ...(signal ? { signal } : {}),
  });

/** The people behind one point of a chart, page by page. */
export function usePeopleBehind(project: string, question: QuestionInput | null, point: PeoplePoint | null) {
  return useInfiniteQuery({
    queryKey: ["project", project, "query-people", question, point],
    enabled: question !== null && point !== null,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }) =>
      api.post<PeoplePage>(
        `/api/projects/${project}/query/people`,
        { question, point, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
}
