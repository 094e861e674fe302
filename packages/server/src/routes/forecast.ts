import type { FastifyInstance } from "fastify";
import type { AppContext } from "../context.ts";
import {
  forecastOptions,
  forecastProgress,
  forecastProgressQuery,
  forecastReply,
  forecastRequest,
} from "../contract/forecast.ts";
import { answererOf } from "../data/answer.ts";
import { forecastOf } from "../forecast/forecast.ts";
import { Forecaster } from "../forecast/forecaster.ts";
import { ProgressBoard } from "../forecast/progress.ts";
import { StudyCache } from "../forecast/studyCache.ts";
import { routesOn } from "../http/route.ts";
import { reading } from "./saved.ts";

/** How the lines of a trends question go on. */
export function forecastRoutes(app: FastifyInstance, context: AppContext): void {
  const api = routesOn(app, context, "Forecasts");
  const forecaster = new Forecaster();
  const parts = { answer: answererOf(context), forecaster, cache: new StudyCache() };
  const board = new ProgressBoard();
  app.addHook("preClose", async () => forecaster.close());

  api.project({
    method: "POST",
    path: "/forecast",
    needs: reading,
    summary:
      "How a trends question goes on: path and interval, the rehearsal on the past, and how likely a target is reached.",
    query: forecastOptions,
    body: forecastRequest,
    reply: forecastReply,
    handle: async ({ project, body, query, signal }) => {
      const progress = board.of(project.id, body.ticket);
      try {
        return await forecastOf(parts, { project, request: body, refresh: query.refresh, signal, progress });
      } finally {
        progress.end();
      }
    },
  });

  api.project({
    method: "GET",
    path: "/forecast/progress",
    needs: reading,
    summary: "How far the forecast of a ticket is.",
    query: forecastProgressQuery,
    reply: forecastProgress,
    handle: async ({ project, query }) => board.get(project.id, query.ticket),
  });
}
