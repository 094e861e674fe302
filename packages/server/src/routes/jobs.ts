import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { AppContext } from "../context.ts";
import { id } from "../contract/common.ts";
import { job, jobList, jobsQuery } from "../contract/job.ts";
import { routesOn } from "../http/route.ts";
import { reading } from "./saved.ts";

const jobParams = z.object({ id, job: id });

/** Work that outlives its request: how far it is, and stopping it. */
export function jobRoutes(app: FastifyInstance, context: AppContext): void {
  const { jobs } = context.meta;
  const api = routesOn(app, context, "Jobs");

  api.project({
    method: "GET",
    path: "/jobs",
    needs: reading,
    summary: "Jobs, newest first, without their logs.",
    query: jobsQuery,
    reply: jobList,
    handle: async ({ project, query }) => ({ items: await jobs.list(project.id, query) }),
  });

  api.project({
    method: "GET",
    path: "/jobs/:job",
    needs: reading,
    summary: "How far a job is.",
    params: jobParams,
    reply: job,
    handle: async ({ project, params }) => jobs.get(project.id, params.job),
  });
}
