import type {} from "@fastify/cookie";
import { LeptonError } from "@lepton/core";
import type { FastifyRequest } from "fastify";
import type { AppContext } from "../context.ts";
import type { Role, Scope } from "../contract/common.ts";
import type { Project } from "../contract/project.ts";
import { sameText } from "../meta/ids.ts";
import { projectNotFound } from "../meta/projects.ts";

/** Who sent a request. `local` is the command line of whoever may read the data folder. */
export type Caller =
  | { kind: "member"; id: string; email: string; csrf: string; token: string; expiresAt: string }
  | { kind: "local" }
  | { kind: "key"; id: string; name: string; projectId: string; scopes: Scope[] };

/** What a project route asks for: a role of members, a scope of personal keys. */
export interface Access {
  role: Role;
  scope: Scope;
}

export const sessionCookie = "lepton_session";
const rank: Record<Role, number> = { viewer: 1, editor: 2, owner: 3 };
const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** The caller, or null for nobody. Cookie callers prove state-changing requests with the CSRF token. */
export async function identify(context: AppContext, request: FastifyRequest): Promise<Caller | null> {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (bearer !== undefined) {
    const { localToken } = context.config;
    if (localToken !== null && sameText(bearer, localToken)) return { kind: "local" };
    return personalKey(context, bearer);
  }
  const token = request.cookies[sessionCookie];
  if (token === undefined) return null;
  const session = await context.meta.sessions.find(token);
  if (session === null) return null;
  const sent = request.headers["x-csrf-token"];
  if (!safeMethods.has(request.method) && (typeof sent !== "string" || !sameText(sent, session.csrf)))
    throw new LeptonError("CSRF_TOKEN_WRONG", {
      problem: "The request lacks this session's CSRF token.",
      next: "Send the `csrf` value of GET /api/me as header x-csrf-token.",
      status: 403,
    });
  const { memberId: id, email, csrf, expiresAt } = session;
  return { kind: "member", id, email, csrf, token, expiresAt };
}

async function personalKey(context: AppContext, secret: string): Promise<Caller> {
  const key = secret.startsWith("lp_") && secret.length < 100 ? await context.meta.keys.find(secret) : null;
  if (key === null || key.kind !== "personal")
    throw new LeptonError("KEY_UNKNOWN", {
      problem: "This is no valid personal key.",
      next: secret.startsWith("lw_")
        ? "A write key can only send events; make a personal key (lp_…) under Data → Keys."
        : "Make a personal key (lp_…) under Data → Keys; revoked ones stop working.",
      status: 401,
    });
  await context.meta.keys.used(key.id);
  return { kind: "key", id: key.id, name: key.name, projectId: key.projectId, scopes: key.scopes };
}

export function requireCaller(caller: Caller | null): Caller {
  if (caller !== null) return caller;
  throw new LeptonError("NOT_LOGGED_IN", {
    problem: "You are not logged in.",
    next: "Log in, or send a personal key as `Authorization: Bearer lp_…`.",
    status: 401,
  });
}

/** The project with the caller's role in it. Projects of others do not exist for the caller: 404. */
export async function requireProject(
  context: AppContext,
  caller: Caller,
  projectId: string,
  access: Access,
): Promise<Project> {
  const role = await roleOf(context, caller, projectId, access);
  if (role === null) throw projectNotFound(projectId);
  if (rank[role] < rank[access.role])
    throw new LeptonError("ROLE_TOO_LOW", {
      problem: `This needs the role ${access.role}.`,
      received: role,
      next: "Ask an owner of the project.",
      status: 403,
    });
  return { ...(await context.meta.projects.get(projectId)), role };
}

async function roleOf(
  context: AppContext,
  caller: Caller,
  projectId: string,
  access: Access,
): Promise<Role | null> {
  if (caller.kind === "member") return context.meta.members.role(caller.id, projectId);
  if (caller.kind === "local") return "owner";
  if (caller.projectId !== projectId) return null;
  if (caller.scopes.includes("admin")) return "owner";
  if (caller.scopes.includes(access.scope)) return access.role;
  throw new LeptonError("SCOPE_MISSING", {
    problem: `This key lacks the scope ${access.scope}.`,
    received: caller.scopes.join(", "),
    next: "Make a key with that scope.",
    status: 403,
  });
}

/** How the audit log names the caller. */
export function actorName(caller: Caller): string {
  if (caller.kind === "local") return "cli";
  return caller.kind === "member" ? caller.email : `key:${caller.name}`;
}
