import type { Job, JobMessage, LearningCurves, LearningSeries } from "@lepton/server";
import { useEffect, useState } from "react";
import { api } from "../client.ts";

/** A job with the losses of what it trains. */
export interface WatchedJob {
  job: Job | null;
  series: readonly LearningSeries[];
}

/** Points of a message put behind those known; a whole message takes their place. */
export function withPoints(
  known: readonly LearningSeries[],
  { isWhole, series }: Pick<JobMessage, "isWhole" | "series">,
): readonly LearningSeries[] {
  if (isWhole) return series;
  const isSame = (a: LearningSeries, b: LearningSeries) =>
    a.model === b.model && a.run === b.run && a.name === b.name;
  const longer = known.map((line) => {
    const more = series.find((one) => isSame(one, line));
    return more ? { ...line, points: [...line.points, ...more.points] } : line;
  });
  return [...longer, ...series.filter((line) => !known.some((one) => isSame(one, line)))];
}

const pollMs = 2_000;

/** Follows a job by its stream; asks every two seconds where streams do not get through. */
export function useJobStream(project: string, id: string, enabled: boolean): WatchedJob {
  const [watched, setWatched] = useState<WatchedJob>({ job: null, series: [] });
  useEffect(() => {
    if (!enabled) return;
    const path = `/api/projects/${project}/jobs/${id}`;
    const gone = new AbortController();
    let timer: ReturnType<typeof setInterval> | undefined;
    let isHeard = false;
    const poll = () =>
      Promise.all([
        api.get<Job>(path, { signal: gone.signal }),
        api.get<LearningCurves>(`${path}/curves`, { signal: gone.signal }),
      ])
        .then(([job, { series }]) => {
          setWatched({ job, series });
          if (job.status !== "queued" && job.status !== "running") clearInterval(timer);
        })
        // The list of jobs tells that the server is away.
        .catch(() => undefined);
    const source = new EventSource(`${path}/stream`);
    source.addEventListener("job", (event: MessageEvent<string>) => {
      isHeard = true;
      const message = JSON.parse(event.data) as JobMessage;
      setWatched((now) => ({ job: message.job, series: withPoints(now.series, message) }));
      if (message.job.status !== "queued" && message.job.status !== "running") source.close();
    });
    source.addEventListener("error", () => {
      // One that was heard comes back by itself; one that never was does not get through.
      if (isHeard && source.readyState !== EventSource.CLOSED) return;
      source.close();
      timer ??= setInterval(() => void poll(), pollMs);
      void poll();
    });
    return () => {
      gone.abort();
      clearInterval(timer);
      source.close();
    };
  }, [project, id, enabled]);
  return watched;
}
