import type { Problem } from "@lepton/server";

/** A refused request: what was wrong, what was received, what to do next. `status` 0: no answer came. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly code: string;
  readonly received: string | undefined;
  readonly next: string;
  readonly field: string | undefined;
  readonly status: number;
  /** From `Retry-After`, when the server named it. */
  readonly retryAfterMs: number | undefined;

  get problem(): string {
    return this.message;
  }

  constructor({ code, problem, received, next, field, status }: Problem, retryAfterMs?: number) {
    super(problem);
    this.code = code;
    this.received = received;
    this.next = next;
    this.field = field;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Reads a refusal; what is no problem document becomes one. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const seconds = Number(response.headers.get("retry-after"));
  const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
  const body: unknown = await response.json().catch(() => null);
  if (isProblem(body)) return new ApiProblem({ ...body, status: response.status }, retryAfterMs);
  return new ApiProblem(
    {
      code: "HTTP_UNEXPECTED",
      problem: `The server answered ${response.status} ${response.statusText}.`,
      next: "Reload the page; if it stays, look at the server's log.",
      status: response.status,
    },
    retryAfterMs,
  );
}

export function unreachable(cause: unknown): ApiProblem {
  const problem = new ApiProblem({
    code: "SERVER_UNREACHABLE",
    problem: "The Lepton server does not answer.",
    next: "Check that it is running, then try again.",
    status: 0,
  });
  problem.cause = cause;
  return problem;
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && "problem" in body && "next" in body;
}
