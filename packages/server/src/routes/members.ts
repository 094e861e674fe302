import { LeptonError } from "@lepton/core";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { hashPassword } from "../auth/password.ts";
import type { AppContext } from "../context.ts";
import { done, doneReply, id } from "../contract/common.ts";
import {
  createMemberReply,
  createMemberRequest,
  member,
  memberList,
  updateMemberRequest,
} from "../contract/member.ts";
import { routesOn } from "../http/route.ts";

const memberParams = z.object({ id, member: id });

/** Who may work on a project, and as what. */
export function memberRoutes(app: FastifyInstance, context: AppContext): void {
  const { members } = context.meta;
  const api = routesOn(app, context, "Members");
  const owners = { role: "owner", scope: "admin" } as const;

  api.project({
    method: "GET",
    path: "/members",
    needs: { role: "viewer", scope: "admin" },
    summary: "Members of the project.",
    reply: memberList,
    handle: async ({ project }) => ({ items: await members.list(project.id) }),
  });

  api.project({
    method: "POST",
    path: "/members",
    needs: owners,
    summary: "Adds a member: with a password at once, otherwise by an invite link.",
    body: createMemberRequest,
    reply: createMemberReply,
    handle: async ({ project, body, audit }) => {
      const known = await members.byEmail(body.email);
      if (known !== null && (await members.role(known.id, project.id)) !== null) throw isMember(body.email);
      const passwordHash = body.password === undefined ? null : await hashPassword(body.password);
      const account = await members.ensure(body.email, passwordHash);
      await members.join(project.id, account.id, body.role);
      await audit("member.add", body.email, { role: body.role });
      const invitePath = account.passwordHash === null ? `/invite/${await members.invite(account.id)}` : null;
      return { member: await members.get(project.id, account.id), invitePath };
    },
  });

  api.project({
    method: "PATCH",
    path: "/members/:member",
    needs: owners,
    summary: "Changes a member's role; the last owner stays owner.",
    params: memberParams,
    body: updateMemberRequest,
    reply: member,
    handle: async ({ project, params, body, audit }) => {
      await members.setRole(project.id, params.member, body.role);
      const changed = await members.get(project.id, params.member);
      await audit("member.role", changed.email, { role: body.role });
      return changed;
    },
  });

  api.project({
    method: "DELETE",
    path: "/members/:member",
    needs: owners,
    summary: "Removes a member from the project; the last owner stays.",
    params: memberParams,
    reply: done,
    handle: async ({ project, params, audit }) => {
      const { email } = await members.get(project.id, params.member);
      await members.leave(project.id, params.member);
      await audit("member.remove", email);
      return doneReply;
    },
  });
}

function isMember(email: string): LeptonError {
  return new LeptonError("MEMBER_EXISTS", {
    problem: "This person is a member of the project already.",
    received: email,
    next: "Change their role instead.",
    field: "email",
    status: 409,
  });
}
