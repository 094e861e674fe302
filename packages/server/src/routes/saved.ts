import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import { actorName } from "../auth/access.ts";
import type { AppContext } from "../context.ts";
import { done, doneReply } from "../contract/common.ts";
import {
  createDashboardRequest,
  dashboard,
  dashboardList,
  updateDashboardRequest,
} from "../contract/dashboard.ts";
import { createInsightRequest, insight, insightList, updateInsightRequest } from "../contract/insight.ts";
import { itemParams, routesOn } from "../http/route.ts";
import type { SavedThings } from "../meta/saved.ts";

export const reading = { role: "viewer", scope: "query:read" } as const;
export const editing = { role: "editor", scope: "admin" } as const;

/** Insights and dashboards. */
export function savedRoutes(app: FastifyInstance, context: AppContext): void {
  const { insights, dashboards } = context.meta;
  const insightApi = routesOn(app, context, "Insights");
  const dashboardApi = routesOn(app, context, "Dashboards");

  insightApi.project({
    method: "POST",
    path: "/insights",
    needs: editing,
    summary: "Saves a question.",
    body: createInsightRequest,
    reply: insight,
    handle: async ({ project, body: { name, ...body }, caller, audit }) => {
      const made = await insights.create(project.id, name, body, actorName(caller));
      await audit("insight.create", made.id, { name });
      return made;
    },
  });
  sameForAll(insightApi, insights, {
    path: "insights",
    thing: "insight",
    one: insight,
    list: insightList,
    update: updateInsightRequest,
  });

  dashboardApi.project({
    method: "POST",
    path: "/dashboards",
    needs: editing,
    summary: "Makes a dashboard.",
    body: createDashboardRequest,
    reply: dashboard,
    handle: async ({ project, body, caller, audit }) => {
      const { name, description = "", tiles = [], override = { from: null, to: null, filter: null } } = body;
      const made = await dashboards.create(
        project.id,
        name,
        { description, tiles, override },
        actorName(caller),
      );
      await audit("dashboard.create", made.id, { name });
      return made;
    },
  });
  sameForAll(dashboardApi, dashboards, {
    path: "dashboards",
    thing: "dashboard",
    one: dashboard,
    list: dashboardList,
    update: updateDashboardRequest,
  });
}

type Api = ReturnType<typeof routesOn>;

interface Shapes<Body> {
  path: string;
  thing: string;
  one: z.ZodType;
  list: z.ZodType;
  update: z.ZodType<Partial<Body> & { name?: string }>;
}

/** Listing, reading, changing and removing are the same for insights and dashboards. */
function sameForAll<Body>(
  api: Api,
  things: SavedThings<Body>,
  { path, thing, one, list, update }: Shapes<Body>,
): void {
  api.project({
    method: "GET",
    path: `/${path}`,
    needs: reading,
    summary: `Every ${thing}, newest change first.`,
    reply: list,
    handle: async ({ project }) => ({ items: await things.list(project.id) }),
  });
  api.project({
    method: "GET",
    path: `/${path}/:item`,
    needs: reading,
    summary: `One ${thing}.`,
    params: itemParams,
    reply: one,
    handle: async ({ project, params }) => things.get(project.id, params.item),
  });
  api.project({
    method: "PATCH",
    path: `/${path}/:item`,
    needs: editing,
    summary: `Changes the fields of the ${thing} that are named, each as a whole.`,
    params: itemParams,
    body: update,
    reply: one,
    handle: async ({ project, params, body, audit }) => {
      const changed = await things.update(project.id, params.item, body);
      await audit(`${thing}.update`, changed.id, { fields: Object.keys(body) });
      return changed;
    },
  });
  api.project({
    method: "DELETE",
    path: `/${path}/:item`,
    needs: editing,
    summary: `Removes the ${thing}.`,
    params: itemParams,
    reply: done,
    handle: async ({ project, params, audit }) => {
      await things.remove(project.id, params.item);
      await audit(`${thing}.remove`, params.item);
      return doneReply;
    },
  });
}
