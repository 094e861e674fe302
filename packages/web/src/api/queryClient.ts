import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "./problem.ts";

const openingTries = 60;

/** A warehouse that is still opening (503) is waited for; a refusal (4xx) is final. */
export function shouldRetry(failures: number, error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return failures < 1;
  if (error.status === 503) return failures < openingTries;
  if (error.status === 0 || error.status >= 502) return failures < 2;
  return false;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: shouldRetry,
      retryDelay: (failures, error) =>
        error instanceof ApiProblem && error.retryAfterMs
          ? Math.min(error.retryAfterMs, 5_000)
          : Math.min(500 * 2 ** failures, 4_000),
      staleTime: 15_000,
      refetchOnWindowFocus: false,
    },
    mutations: { retry: false },
  },
});
