import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { FastifyInstance } from "fastify";

const require = createRequire(import.meta.url);
/** Plain file names only: nothing that leads out of the folder. */
const fileName = /^[a-z0-9]+(?:[.-][a-z0-9]+)*\.js$/i;

/**
 * `/static/array.js` and the parts it loads later: what PostHog's page snippet asks of its host.
 * They are the files of the posthog-js package, unmodified; without it the snippet gets a 404.
 */
export function posthogAssets(app: FastifyInstance): void {
  const files = new Map<string, Promise<Buffer | null>>();
  app.get("/static/*", { schema: { hide: true } }, async (request, reply) => {
    // Newer snippets put the version in front: /static/1.449.2/surveys.js.
    const name = (request.params as { "*": string })["*"].split("/").at(-1) ?? "";
    if (!fileName.test(name)) return reply.callNotFound();
    let file = files.get(name);
    if (!file) {
      file = asset(name);
      // Names that do not exist are not remembered: a stranger could ask for any number of them.
      if ((await file) !== null) files.set(name, file);
    }
    const body = await file;
    if (body === null) return reply.callNotFound();
    return reply
      .header("content-type", "text/javascript; charset=utf-8")
      .header("cache-control", "public, max-age=3600")
      .send(body);
  });
}

async function asset(name: string): Promise<Buffer | null> {
  try {
    return await readFile(require.resolve(`posthog-js/dist/${name}`));
  } catch {
    return null;
  }
}
