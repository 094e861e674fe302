import type { QuestionInput } from "@lepton/growth";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { questionKey, refreshQuestion, useQuestion } from "../../api/hooks/question.ts";

const tickMs = 100;

/** A question that runs: its answer, how long it has been running, a way to stop it and to ask anew. */
export function useRun(project: string, question: QuestionInput | null) {
  const client = useQueryClient();
  const query = useQuestion(project, question, { keepPrevious: true });
  const elapsedMs = useElapsed(query.isFetching, JSON.stringify(question));
  const key = questionKey(project, question);
  return {
    ...query,
    elapsedMs,
    /** Stopped by the reader before it answered. */
    isStopped: question !== null && query.fetchStatus === "idle" && query.isPending,
    stop: () => client.cancelQueries({ queryKey: key }, { silent: true, revert: true }),
    again: () => {
      if (question)
        void client.fetchQuery({
          queryKey: key,
          queryFn: ({ signal }) => refreshQuestion(project, question, signal),
          staleTime: 0,
        });
    },
  };
}

/** Milliseconds since `running` began; starts anew with another `key`. */
export function useElapsed(running: boolean, key: string): number {
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    if (!running || key === "") return;
    const started = performance.now();
    setElapsed(0);
    const timer = setInterval(() => setElapsed(performance.now() - started), tickMs);
    return () => clearInterval(timer);
  }, [running, key]);
  return running ? elapsed : 0;
}
