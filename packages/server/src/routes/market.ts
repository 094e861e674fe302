import type { FastifyInstance } from "fastify";
import type { AppContext } from "../context.ts";
import { deleteMarketRequest, marketList, upsertMarketRequest } from "../contract/market.ts";
import { listMarket, removeMarket, upsertMarket } from "../data/market.ts";
import { routesOn } from "../http/route.ts";
import { editing, reading } from "./saved.ts";

/** Market sizes: own, rivals' and the market's sales per segment and period. */
export function marketRoutes(app: FastifyInstance, context: AppContext): void {
  const { warehouse } = context;
  const api = routesOn(app, context, "Market");

  api.project({
    method: "GET",
    path: "/market",
    needs: reading,
    summary: "All rows, by segment, period and player.",
    reply: marketList,
    handle: async ({ project }) => ({ items: await listMarket(warehouse, project.id) }),
  });

  api.project({
    method: "PUT",
    path: "/market",
    needs: editing,
    summary: "Adds rows, or replaces those with the same segment, period and player.",
    body: upsertMarketRequest,
    reply: marketList,
    handle: async ({ project, body, audit }) => {
      await upsertMarket(warehouse, project.id, body.rows);
      await audit("market.upsert", project.id, { rows: body.rows.length });
      return { items: await listMarket(warehouse, project.id) };
    },
  });

  api.project({
    method: "POST",
    path: "/market/delete",
    needs: editing,
    summary: "Removes the rows named.",
    body: deleteMarketRequest,
    reply: marketList,
    handle: async ({ project, body, audit }) => {
      await removeMarket(warehouse, project.id, body.rows);
      await audit("market.delete", project.id, { rows: body.rows.length });
      return { items: await listMarket(warehouse, project.id) };
    },
  });
}
