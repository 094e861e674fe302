import { randomUUID } from "node:crypto";
import { LeptonError } from "@lepton/core";
import type { FastifyError } from "fastify";
import type { z } from "zod";
import type { Problem } from "../contract/common.ts";

/** What Fastify itself refuses, in our words. Anything else below 500 keeps its own message. */
const refusals: Record<string, { code: string; next: string }> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: "REQUEST_MEDIA_TYPE",
    next: "Send the body as application/json.",
  },
  FST_ERR_CTP_BODY_TOO_LARGE: { code: "REQUEST_TOO_LARGE", next: "Send less at once." },
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: "REQUEST_EMPTY", next: "Send a JSON body." },
  FST_ERR_CTP_INVALID_JSON_BODY: { code: "REQUEST_NOT_JSON", next: "Send valid JSON in UTF-8." },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: "REQUEST_LENGTH",
    next: "Let Content-Length equal the number of bytes sent.",
  },
};

/** The one translation of anything thrown into what a client sees. `incident` is set when it must be logged. */
export function toProblem(error: unknown): { problem: Problem; incident: boolean } {
  if (error instanceof LeptonError) {
    const { code, problem, next, field, status } = error;
    const isOurs = status === 500;
    // What failed inside may quote a query or a path: that stands in the log, under the same incident.
    const received = isOurs ? incidentName() : error.received;
    return {
      problem: { code, problem, received, next, field, status },
      incident: status >= 500 && status !== 503,
    };
  }
  if (error instanceof Error && error.name === "AbortError") return { problem: left, incident: false };
  const status = statusOf(error);
  if (status !== null && status < 500) {
    const { code, message } = error as FastifyError;
    const known = refusals[code];
    return {
      problem: {
        code: known?.code ?? "REQUEST_REFUSED",
        problem: message,
        next: known?.next ?? "Correct the request and send it again.",
        status,
      },
      incident: false,
    };
  }
  return {
    problem: {
      code: "INTERNAL",
      problem: "Something went wrong inside Lepton.",
      received: incidentName(),
      next: "Try again; if it stays, look for the incident in the server's log and report it.",
      status: 500,
    },
    incident: true,
  };
}

const incidentName = () => `incident ${randomUUID()}`;

/** For the log only: nobody is there to read it. */
const left: Problem = {
  code: "CLIENT_LEFT",
  problem: "The client left before the answer.",
  next: "Ask again.",
  status: 499,
};

function statusOf(error: unknown): number | null {
  // JSON parsers throw SyntaxErrors with a status that Fastify or a plugin put on them.
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : null;
  return typeof status === "number" && status >= 400 ? status : null;
}

const partNames = { body: "body", querystring: "query", params: "path", headers: "headers" } as const;

/** The first thing zod found wrong, as an error that names the field and the value. */
export function invalidInput(error: z.ZodError, data: unknown, part: keyof typeof partNames): LeptonError {
  const issue = error.issues[0];
  const path = (issue?.path ?? []).map(String);
  const value = path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    data,
  );
  const where = path.length > 0 ? path.join(".") : undefined;
  const secret = path.some((key) => /password|token|secret/i.test(key));
  return new LeptonError("REQUEST_INVALID", {
    problem: `${where === undefined ? `The ${partNames[part]}` : `"${where}"`} is not right: ${issue?.message ?? "invalid"}.`,
    received: secret ? undefined : shorten(value),
    next: "Correct this field; the shapes are listed at /docs.",
    field: where,
  });
}

function shorten(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
