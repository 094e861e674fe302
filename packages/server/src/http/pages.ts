import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ServerConfig } from "../config.ts";
import { routeNotFound, sendProblem } from "./errors.ts";
import { toProblem } from "./problem.ts";

const scripts = ["lepton.js", "lepton-survey.js", "lepton-experiments.js"];
const year = "public, max-age=31536000, immutable";

/** The web app (every unknown page address is its index) and the tracker's scripts. */
export async function servePages(app: FastifyInstance, config: ServerConfig): Promise<void> {
  const web = config.webDirectory !== null && existsSync(join(config.webDirectory, "index.html"));
  await app.register(fastifyStatic, {
    root: web ? String(config.webDirectory) : join(import.meta.dirname, "nowhere"),
    serve: web,
    wildcard: true,
    preCompressed: true,
    cacheControl: false,
    index: "index.html",
    setHeaders(reply, path) {
      // Vite puts a hash of the content into the names below assets/.
      const hashed = /[\\/]assets[\\/]/.test(path);
      reply.setHeader("cache-control", hashed ? year : "no-cache");
    },
  });
  for (const script of scripts)
    app.get(`/${script}`, { schema: { hide: true } }, (_request, reply) => {
      reply.header("access-control-allow-origin", "*").header("cache-control", "public, max-age=3600");
      if (config.sdkDirectory === null || !existsSync(join(config.sdkDirectory, script)))
        return reply.code(404).type("text/javascript").send("// The tracker is not built: npm run build\n");
      return reply.sendFile(script, config.sdkDirectory, { cacheControl: false });
    });
  app.setNotFoundHandler((request, reply) => {
    const wantsPage =
      (request.method === "GET" || request.method === "HEAD") &&
      !request.url.startsWith("/api/") &&
      (request.headers.accept ?? "").includes("text/html");
    if (!wantsPage) return sendProblem(reply, toProblem(routeNotFound(request.method, request.url)).problem);
    return home(request, reply);
  });
  const home = (_request: FastifyRequest, reply: FastifyReply) =>
    web ? reply.sendFile("index.html") : reply.type("text/html; charset=utf-8").send(plainPage);
  app.get("/", { schema: { hide: true } }, home);
}

const plainPage = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Lepton</title>
<h1>Lepton is running</h1>
<p>The pages are not built yet: run <code>npm run build</code> and start again.
The API is described at <a href="/docs">/docs</a>.</p>
`;
