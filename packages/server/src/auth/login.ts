import type { FastifyReply, FastifyRequest } from "fastify";
import type { AppContext } from "../context.ts";
import type { Me } from "../contract/session.ts";
import { sessionCookie } from "./access.ts";

/** Starts a session: cookie for the browser, CSRF token in the reply. */
export async function startSession(
  context: AppContext,
  memberId: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Me> {
  const { token, csrf } = await context.meta.sessions.create(memberId, context.config.sessionHours);
  await context.meta.members.loggedIn(memberId);
  setCookie(context, token, request, reply);
  return describeMe(context, memberId, csrf);
}

export function setCookie(
  context: AppContext,
  token: string,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  reply.setCookie(sessionCookie, token, {
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    secure: request.protocol === "https",
    maxAge: context.config.sessionHours * 3600,
  });
}

export async function describeMe(context: AppContext, memberId: string, csrf: string): Promise<Me> {
  const account = await context.meta.members.byId(memberId);
  if (account === null) throw new Error("A session without its member.");
  return {
    member: { id: account.id, email: account.email },
    projects: await context.meta.members.projects(memberId),
    csrf,
  };
}
