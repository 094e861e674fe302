import { LeptonError } from "@lepton/core";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { AppContext } from "../context.ts";
import { id } from "../contract/common.ts";
import { job, jobList, jobsQuery } from "../contract/job.ts";
import { routesOn } from "../http/route.ts";
import { editing, reading } from "./saved.ts";

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

  api.project({
    method: "POST",
    path: "/jobs/:job/cancel",
    needs: editing,
    summary: "Stops a job that waits or trains; one that has ended stays as it is.",
    params: jobParams,
    reply: job,
    handle: async ({ project, params, audit }) => {
      const { kind } = await jobs.get(project.id, params.job);
      if (kind === "sample") throw notCancellable(kind);
      if (await context.training.cancel(project.id, params.job))
        await audit("job.cancel", params.job, { kind });
      return jobs.get(project.id, params.job);
    },
  });
}

function notCancellable(kind: string): LeptonError {
  return new LeptonError("JOB_NOT_CANCELLABLE", {
    problem: "Jobs of this kind run to their end.",
    received: kind,
    next: "Wait for it; what it loaded can be removed afterwards.",
    status: 409,
  });
}
