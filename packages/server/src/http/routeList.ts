import type { FastifyContextConfig, FastifyInstance } from "fastify";

/** One address of the server and who may call it. `needs` is undefined for pages and capture. */
export interface ListedRoute {
  method: string;
  url: string;
  needs: FastifyContextConfig["needs"];
}

declare module "fastify" {
  interface FastifyInstance {
    /** Every route registered so far: tests go through it, so that a new route cannot hide. */
    routeList: ListedRoute[];
  }
}

export function listRoutes(app: FastifyInstance): void {
  const routeList: ListedRoute[] = [];
  app.decorate("routeList", routeList);
  app.addHook("onRoute", ({ method, url, config }) => {
    for (const one of [method].flat()) routeList.push({ method: one, url, needs: config?.needs });
  });
}
