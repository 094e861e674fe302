import type { ServerResponse } from "node:http";
import { liveEvents, resolvePeople } from "@lepton/growth";
import type { FastifyInstance } from "fastify";
import type { AppContext } from "../context.ts";
import { liveMessage, liveQuery, liveReply } from "../contract/live.ts";
import { questionContext } from "../data/questionContext.ts";
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
    handle: async ({ project, query, signal }) => ({
      items: await liveEvents(questionContext(context, project, signal), query),
    }),
  });

  api.project({
    method: "GET",
    path: "/live/stream",
    needs,
    summary: "Server-sent events named `events`; resumes after Last-Event-ID.",
    reply: liveMessage,
    handle: async ({ project, request, reply, signal }) => {
      const stream = streamLive(
        {
          bus: context.live,
          project: project.id,
          personOf: (ids) => resolvePeople(questionContext(context, project, signal), ids),
        },
        request,
        reply,
      );
      streams.add(stream);
      stream.once("close", () => streams.delete(stream));
      return reply;
    },
  });
}
