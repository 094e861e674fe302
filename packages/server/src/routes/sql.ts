import type { FastifyInstance } from "fastify";
import type { AppContext } from "../context.ts";
import { sqlReply, sqlRequest } from "../contract/sql.ts";
import { routesOn } from "../http/route.ts";
import { sqlConsoleOf } from "../sqlConsole/console.ts";

/** The SQL console. */
export function sqlRoutes(app: FastifyInstance, context: AppContext): void {
  const run = sqlConsoleOf(context.warehouse);
  routesOn(app, context, "SQL").project({
    method: "POST",
    path: "/sql",
    needs: { role: "editor", scope: "admin" },
    summary: "Runs one SELECT over events, people, identities, groups and market_sizes of this project.",
    body: sqlRequest,
    reply: sqlReply,
    handle: async ({ project, body, signal }) => run(project.id, body.sql, body.limit, signal),
  });
}
