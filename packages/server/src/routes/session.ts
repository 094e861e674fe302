import { LeptonError } from "@lepton/core";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { sessionCookie } from "../auth/access.ts";
import { describeMe, setCookie, startSession } from "../auth/login.ts";
import { LoginThrottle } from "../auth/loginThrottle.ts";
import { checkPassword, hashPassword } from "../auth/password.ts";
import type { AppContext } from "../context.ts";
import { done, doneReply } from "../contract/common.ts";
import { acceptInviteRequest, loginRequest, me, passwordRequest, setupRequest } from "../contract/session.ts";
import { statusReply } from "../contract/status.ts";
import { routesOn } from "../http/route.ts";

/** Status of the installation, first owner, login, own account. */
export function sessionRoutes(app: FastifyInstance, context: AppContext): void {
  const { members, projects, sessions, keys, audit } = context.meta;
  const throttle = new LoginThrottle();
  const api = routesOn(app, context, "Session");

  api.open({
    method: "GET",
    path: "/api/status",
    summary: "What the browser must know before anybody is logged in.",
    reply: statusReply,
    handle: async () => ({
      version: context.config.version,
      ready: context.isReady(),
      needsOwner: await members.isEmpty(),
      sampleAvailable: context.config.sampleFile !== null,
    }),
  });

  api.open({
    method: "POST",
    path: "/api/setup",
    summary: "Creates the first owner and their project; refused once a member exists.",
    body: setupRequest,
    reply: me,
    handle: async ({ body, request, reply }) => {
      refuseForeignPages(request);
      if (!(await members.isEmpty())) throw alreadySetUp();
      const owner = await members.createFirst(body.email, await hashPassword(body.password));
      if (owner === null) throw alreadySetUp();
      // Projects made from the command line before anybody had an account belong to the first owner too.
      for (const { id } of await projects.all()) await members.join(id, owner.id, "owner");
      const { projectName: name, timezone, weekStart, currency } = body;
      const project = await projects.create({ name, timezone, weekStart, currency });
      await members.join(project.id, owner.id, "owner");
      await keys.create(project.id, { kind: "write", name: "Default write key" });
      await audit.record({
        project: project.id,
        actor: owner.email,
        action: "setup",
        target: owner.email,
        ip: request.ip,
      });
      return startSession(context, owner.id, request, reply);
    },
  });

  api.open({
    method: "POST",
    path: "/api/login",
    summary: "Starts a session.",
    body: loginRequest,
    reply: me,
    handle: async ({ body, request, reply }) => {
      refuseForeignPages(request);
      throttle.attempt(body.email, request.ip);
      const account = await members.byEmail(body.email);
      if (!(await checkPassword(account?.passwordHash ?? null, body.password)) || account === null)
        throw wrongLogin();
      throttle.succeeded(body.email, request.ip);
      await audit.record({
        project: null,
        actor: account.email,
        action: "login",
        target: account.email,
        ip: request.ip,
      });
      return startSession(context, account.id, request, reply);
    },
  });

  api.open({
    method: "POST",
    path: "/api/invites/accept",
    summary: "Takes up an invite: sets the password and starts a session.",
    body: acceptInviteRequest,
    reply: me,
    handle: async ({ body, request, reply }) => {
      refuseForeignPages(request);
      throttle.attempt(null, request.ip);
      const memberId = await members.acceptInvite(body.token, await hashPassword(body.password));
      if (memberId === null) throw inviteUnknown();
      throttle.succeeded(null, request.ip);
      const account = await members.byId(memberId);
      await audit.record({
        project: null,
        actor: account?.email ?? memberId,
        action: "invite.accept",
        target: memberId,
        ip: request.ip,
      });
      return startSession(context, memberId, request, reply);
    },
  });

  api.caller({
    method: "POST",
    path: "/api/logout",
    summary: "Ends this session.",
    reply: done,
    handle: async ({ caller, reply }) => {
      if (caller.kind === "member") await sessions.end(caller.token);
      reply.clearCookie(sessionCookie, { path: "/" });
      return doneReply;
    },
  });

  api.caller({
    method: "GET",
    path: "/api/me",
    summary: "Who is logged in, their projects, and this session's CSRF token.",
    reply: me,
    handle: async ({ caller, request, reply }) => {
      if (caller.kind !== "member") throw membersOnly();
      const { sessionHours } = context.config;
      const left = Date.parse(caller.expiresAt) - Date.now();
      if (left < (sessionHours * 3_600_000) / 2) {
        await sessions.extend(caller.token, sessionHours);
        setCookie(context, caller.token, request, reply);
      }
      return describeMe(context, caller.id, caller.csrf);
    },
  });

  api.caller({
    method: "POST",
    path: "/api/me/password",
    summary: "Changes the own password and ends all other sessions.",
    body: passwordRequest,
    reply: done,
    handle: async ({ caller, body, request, audit }) => {
      if (caller.kind !== "member") throw membersOnly();
      throttle.attempt(caller.email, request.ip);
      const account = await members.byId(caller.id);
      if (!(await checkPassword(account?.passwordHash ?? null, body.currentPassword))) throw wrongPassword();
      throttle.succeeded(caller.email, request.ip);
      await members.setPassword(caller.id, await hashPassword(body.newPassword));
      await sessions.endOthers(caller.id, caller.token);
      await audit("password.change", caller.email);
      return doneReply;
    },
  });
}

/** Without a session there is no CSRF token; a browser tells where a request comes from. */
function refuseForeignPages(request: FastifyRequest): void {
  if (request.headers["sec-fetch-site"] !== "cross-site") return;
  throw new LeptonError("CROSS_SITE", {
    problem: "Another site's page sent this request.",
    next: "Open Lepton's own page and log in there.",
    status: 403,
  });
}

function alreadySetUp(): LeptonError {
  return new LeptonError("ALREADY_SET_UP", {
    problem: "This installation has an owner already.",
    next: "Log in, or ask an owner for an invite.",
    status: 409,
  });
}

function wrongLogin(): LeptonError {
  return new LeptonError("LOGIN_WRONG", {
    problem: "Email or password is wrong.",
    next: "Check both; an owner can invite you again.",
    status: 401,
  });
}

function wrongPassword(): LeptonError {
  return new LeptonError("PASSWORD_WRONG", {
    problem: "The current password is wrong.",
    next: "Type it again.",
    field: "currentPassword",
    status: 403,
  });
}

function inviteUnknown(): LeptonError {
  return new LeptonError("INVITE_UNKNOWN", {
    problem: "This invite is unknown, used or older than seven days.",
    next: "Ask an owner for a new one.",
    status: 410,
  });
}

function membersOnly(): LeptonError {
  return new LeptonError("MEMBERS_ONLY", {
    problem: "This is about the member who is logged in; a key is no member.",
    next: "Log in with email and password.",
    status: 403,
  });
}
