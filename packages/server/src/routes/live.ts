import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import type { AppContext } from "../context.ts";
import { liveMessage, liveQuery, liveReply } from "../contract/live.ts";
import { recentEvents } from "../data/events.ts";
import { routesOn } from "../http/route.ts";
import { streamLive } from "../live/stream.ts";

/** Events as they arrive. */
export function liveRoutes(app: FastifyInstance, context: AppContext): void {
  const api = routesOn(app, context, "Live");
  // Streams never end by themselves: closing the server would wait for them.
  const streams = new Set<ServerResponse>();
  app.addHook("preClose", async () => {
    for (const stream of streams) stream.end();
  });
  const needs = { role: "viewer", scope: "people:read" } as const;

  api.project({
    method: "GET",
    path: "/live",
    needs,
    summary: "The newest events by arrival.",
    query: liveQuery,
    reply: liveReply,
    handle: async ({ project, query }) => ({
      items: await recentEvents(context.warehouse, project.id, query.limit),
    }),
  });

  api.project({
    method: "GET",
    path: "/live/stream",
    needs,
    summary: "Server-sent events named `events`; resumes after Last-Event-ID.",
    reply: liveMessage,
    handle: async ({ project, request, reply }) => {
      const stream = streamLive(context.live, project.id, request, reply);
      streams.add(stream);
      stream.once("close", () => streams.delete(stream));
      return reply;
    },
  });
}
