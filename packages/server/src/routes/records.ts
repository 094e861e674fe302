import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { AppContext } from "../context.ts";
import { auditPage, auditQuery } from "../contract/audit.ts";
import { exportQuery } from "../contract/export.ts";
import { rejectPage, rejectsQuery } from "../contract/reject.ts";
import { exportEvents } from "../data/export.ts";
import { listRejects } from "../data/rejects.ts";
import { routesOn } from "../http/route.ts";

/** What was refused, what was changed, and everything that was kept. */
export function recordRoutes(app: FastifyInstance, context: AppContext): void {
  const api = routesOn(app, context, "Records");

  api.project({
    method: "GET",
    path: "/rejects",
    needs: { role: "viewer", scope: "query:read" },
    summary: "Rows that were refused, with the reason; newest first, kept thirty days.",
    query: rejectsQuery,
    reply: rejectPage,
    handle: async ({ project, query }) => listRejects(context.warehouse, project.id, query),
  });

  api.project({
    method: "GET",
    path: "/audit",
    needs: { role: "owner", scope: "admin" },
    summary: "Who changed what; newest first.",
    query: auditQuery,
    reply: auditPage,
    handle: async ({ project, query }) => context.meta.audit.list(project.id, query.limit, query.cursor),
  });

  api.project({
    method: "GET",
    path: "/export",
    needs: { role: "editor", scope: "people:read" },
    summary: "Every event as NDJSON or CSV, streamed; duplicates counted once.",
    query: exportQuery,
    reply: z.string(),
    handle: async ({ project, query, reply, signal, audit }) => {
      await audit("export", project.id, query);
      return exportEvents(context.warehouse, project, query, reply, signal);
    },
  });
}
