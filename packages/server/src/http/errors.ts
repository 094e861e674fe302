import { LeptonError } from "@lepton/core";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { z } from "zod";
import { invalidInput, toProblem } from "./problem.ts";

/** Zod validates every part of a request; the reply of a failure is a problem document. */
export function handleErrors(app: FastifyInstance): void {
  app.setValidatorCompiler<z.ZodType>(({ schema, httpPart }) => (data) => {
    const parsed = schema.safeParse(data);
    if (parsed.success) return { value: parsed.data };
    return { error: invalidInput(parsed.error, data, (httpPart ?? "body") as "body") };
  });
  // Replies are typed where they are made; the schema documents them, it does not run again.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.setErrorHandler((error, request, reply) => {
    const { problem, incident } = toProblem(error);
    if (incident) request.log.error({ err: error, incident: problem.received }, "request failed");
    return sendProblem(reply, problem);
  });
}

export function sendProblem(reply: FastifyReply, problem: ReturnType<typeof toProblem>["problem"]) {
  if (problem.status === 503 && !reply.hasHeader("retry-after")) reply.header("retry-after", "1");
  return reply
    .code(problem.status)
    .header("content-type", "application/problem+json; charset=utf-8")
    .header("cache-control", "no-store")
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem);
}

export function routeNotFound(method: string, url: string): LeptonError {
  return new LeptonError("ROUTE_NOT_FOUND", {
    problem: "There is no such address.",
    received: `${method} ${url.slice(0, 200)}`,
    next: "The API's addresses are listed at /docs.",
    status: 404,
  });
}
