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
    method: "GET",
    path: "/insights",
    needs: reading,
    summary: "Saved questions, newest change first.",
    reply: insightList,
    handle: async ({ project }) => ({ items: await insights.list(project.id) }),
  });
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
  insightApi.project({
    method: "PATCH",
    path: "/insights/:item",
    needs: editing,
    summary: "Changes the fields named.",
    params: itemParams,
    body: updateInsightRequest,
    reply: insight,
    handle: async ({ project, params, body, audit }) => {
      const changed = await insights.update(project.id, params.item, body);
      await audit("insight.update", changed.id, { fields: Object.keys(body) });
      return changed;
    },
  });
  readAndRemove(insightApi, "insights", "insight", insights, insight);

  dashboardApi.project({
    method: "GET",
    path: "/dashboards",
    needs: reading,
    summary: "Dashboards, newest change first.",
    reply: dashboardList,
    handle: async ({ project }) => ({ items: await dashboards.list(project.id) }),
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
  dashboardApi.project({
    method: "PATCH",
    path: "/dashboards/:item",
    needs: editing,
    summary: "Changes the fields named; tiles are replaced as a whole.",
    params: itemParams,
    body: updateDashboardRequest,
    reply: dashboard,
    handle: async ({ project, params, body, audit }) => {
      const changed = await dashboards.update(project.id, params.item, body);
      await audit("dashboard.update", changed.id, { fields: Object.keys(body) });
      return changed;
    },
  });
  readAndRemove(dashboardApi, "dashboards", "dashboard", dashboards, dashboard);
}

type Api = ReturnType<typeof routesOn>;

/** The two routes that are the same for everything saved. */
export function readAndRemove<Body>(
  api: Api,
  path: string,
  thing: string,
  things: SavedThings<Body>,
  one: z.ZodType,
): void {
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
