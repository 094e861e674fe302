import { LeptonError } from "@lepton/core";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { AppContext } from "../context.ts";
import { done, doneReply, id, type Role, type Scope } from "../contract/common.ts";
import { createKeyReply, createKeyRequest, keyList } from "../contract/key.ts";
import { routesOn } from "../http/route.ts";

/** Write keys and personal keys of a project. */
export function keyRoutes(app: FastifyInstance, context: AppContext): void {
  const { keys } = context.meta;
  const api = routesOn(app, context, "Keys");
  const needs = { role: "editor", scope: "admin" } as const;

  api.project({
    method: "GET",
    path: "/keys",
    needs,
    summary: "Keys that work; personal ones by their first letters only.",
    reply: keyList,
    handle: async ({ project }) => ({ items: await keys.list(project.id) }),
  });

  api.project({
    method: "POST",
    path: "/keys",
    needs,
    summary: "Makes a key; a personal key's secret is in this reply and nowhere else.",
    body: createKeyRequest,
    reply: createKeyReply,
    handle: async ({ project, body, audit }) => {
      refuseMoreThanOwn(project.role, body.scopes);
      const made = await keys.create(project.id, body);
      await audit("key.create", made.key.id, {
        kind: body.kind,
        name: body.name,
        scopes: made.key.scopes,
      });
      return made;
    },
  });

  api.project({
    method: "DELETE",
    path: "/keys/:key",
    needs,
    summary: "Revokes a key: it stops working at once.",
    params: z.object({ id, key: id }),
    reply: done,
    handle: async ({ project, params, audit }) => {
      const { name } = await keys.revoke(project.id, params.key);
      context.keys.forget();
      await audit("key.revoke", params.key, { name });
      return doneReply;
    },
  });
}

/** A key with `admin` acts as owner: only owners hand it out. */
function refuseMoreThanOwn(role: Role, scopes: readonly Scope[] = []): void {
  if (role === "owner" || !scopes.includes("admin")) return;
  throw new LeptonError("KEY_SCOPE_TOO_HIGH", {
    problem: "Only owners can make keys with the scope admin.",
    received: scopes.join(", "),
    next: "Choose other scopes, or ask an owner.",
    field: "scopes",
    status: 403,
  });
}
