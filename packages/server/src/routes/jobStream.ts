import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { AppContext } from "../context.ts";
import { id } from "../contract/common.ts";
import { jobMessage, learningCurves } from "../contract/job.ts";
import { routesOn } from "../http/route.ts";
import { streamJob } from "../learn/jobStream.ts";
import { reading } from "./saved.ts";

const params = z.object({ id, job: id });

/** Losses while a model trains: as a stream, or asked for. */
export function jobStreamRoutes(app: FastifyInstance, context: AppContext): void {
  const { jobs } = context.meta;
  const { curves } = context.training;
  const api = routesOn(app, context, "Jobs");
  // Closing the server would wait for streams of jobs that go on.
  const streams = new Set<ServerResponse>();
  app.addHook("preClose", async () => {
    for (const stream of streams) stream.end();
  });

  api.project({
    method: "GET",
    path: "/jobs/:job/curves",
    needs: reading,
    summary: "Losses of a training so far, by model and round.",
    params,
    reply: learningCurves,
    handle: async ({ project, params: { job } }) => {
      await jobs.get(project.id, job);
      return { series: curves.of(job) };
    },
  });

  api.project({
    method: "GET",
    path: "/jobs/:job/stream",
    needs: reading,
    summary: "Server-sent events named `job`: how far it is, and its losses; ends with the job.",
    params,
    reply: jobMessage,
    handle: async ({ project, params: { job }, reply }) => {
      await jobs.get(project.id, job);
      const stream = streamJob({ curves, id: job, read: () => jobs.get(project.id, job) }, reply);
      streams.add(stream);
      stream.once("close", () => streams.delete(stream));
      return reply;
    },
  });
}
