import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { AppContext } from "../context.ts";
import { id } from "../contract/common.ts";
import { modelKey } from "../contract/model.ts";
import { modelMonitor } from "../contract/monitor.ts";
import { routesOn } from "../http/route.ts";
import { thresholds } from "../learn/monitor/check.ts";
import { reading } from "./saved.ts";

/** Whether a model still fits: drift at each scoring, and what happened since. */
export function modelMonitorRoutes(app: FastifyInstance, context: AppContext): void {
  const { models, modelChecks } = context.meta;
  routesOn(app, context, "Models").project({
    method: "GET",
    path: "/models/:model/monitor",
    needs: reading,
    summary: "Drift of inputs and scores at each scoring, and past scores against what happened.",
    params: z.object({ id, model: modelKey }),
    reply: modelMonitor,
    handle: async ({ project, params }) => {
      const model = await models.get(project.id, params.model);
      return {
        thresholds,
        health: model.health,
        checks: await modelChecks.list(model.id),
        latest: await modelChecks.latest(model.id),
      };
    },
  });
}
