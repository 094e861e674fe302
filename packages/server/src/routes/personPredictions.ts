import { getPerson } from "@lepton/growth";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { AppContext } from "../context.ts";
import { id } from "../contract/common.ts";
import { personPredictions } from "../contract/model.ts";
import { personId } from "../contract/person.ts";
import { questionContext } from "../data/questionContext.ts";
import { routesOn } from "../http/route.ts";
import { predictionsOf } from "../learn/personScores.ts";

/** What the published models say of one person. */
export function personPredictionRoutes(app: FastifyInstance, context: AppContext): void {
  routesOn(app, context, "Models").project({
    method: "GET",
    path: "/people/:personId/predictions",
    needs: { role: "viewer", scope: "people:read" },
    summary: "One person's stored scores of every published model, with their place among all scored.",
    params: z.object({ id, personId }),
    reply: personPredictions,
    handle: async ({ project, params, signal }) => {
      const person = await getPerson(questionContext(context, project, signal), params.personId);
      return { items: await predictionsOf(context, project.id, person.personId) };
    },
  });
}
