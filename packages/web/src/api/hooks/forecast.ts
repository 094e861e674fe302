import type { QuestionInput } from "@lepton/growth";
import type { ForecastProgress, ForecastReply, ForecastSpecInput } from "@lepton/server";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../client.ts";

const pollMs = 400;
const newTicket = () => crypto.randomUUID();

/**
 * How a trends question goes on. Stopping, or asking otherwise, ends the request, and the server's work with it.
 * While only horizon or level change, the forecast before stands.
 */
export function useForecast(project: string, question: QuestionInput | null, spec: ForecastSpecInput | null) {
  const client = useQueryClient();
  const [ticket] = useState(newTicket);
  const asked = JSON.stringify(question);
  const key = ["project", project, "forecast", asked, spec] as const;
  const isAsked = question !== null && spec !== null;
  const query = useQuery({
    queryKey: key,
    enabled: isAsked,
    queryFn: ({ signal }) =>
      api.post<ForecastReply>(
        `/api/projects/${project}/forecast`,
        { ...spec, question: { ...question, compare: undefined }, ticket },
        { signal },
      ),
    staleTime: 60_000,
    placeholderData: (before, beforeQuery) =>
      beforeQuery?.queryKey[3] === asked && spec !== null ? before : undefined,
  });
  const progress = useQuery({
    queryKey: ["project", project, "forecast-progress", ticket],
    enabled: isAsked && query.isFetching,
    queryFn: ({ signal }) =>
      api.get<ForecastProgress>(`/api/projects/${project}/forecast/progress`, {
        search: { ticket },
        signal,
      }),
    refetchInterval: pollMs,
    staleTime: 0,
    gcTime: 0,
  });
  return {
    ...query,
    /** Share in [0, 1] while it runs. */
    progress: query.isFetching && progress.data?.state === "running" ? progress.data.share : 0,
    isStopped: isAsked && query.fetchStatus === "idle" && query.isPending,
    stop: () => client.cancelQueries({ queryKey: key }, { silent: true, revert: true }),
  };
}
export type ForecastRun = ReturnType<typeof useForecast>;
