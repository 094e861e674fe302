import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const samples = fileURLToPath(new URL("../../../samples/", import.meta.url));
const types: Record<string, string> = {
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/** Bundles the page.ts of a folder as an application would, from source, and returns the folder of the bundle. */
export async function buildPage(from = here): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lepton-nn-"));
  const { build } = await import("vite");
  await build({
    root: from,
    configFile: false,
    logLevel: "error",
    base: "./",
    resolve: { conditions: ["lepton-source", "browser", "module", "import"] },
    worker: { format: "es" },
    build: {
      outDir: folder,
      target: "es2022",
      minify: false,
      rollupOptions: { input: join(from, "page.ts"), output: { entryFileNames: "page.js" } },
    },
  });
  return folder;
}

/** Serves the bundle and the sample data on this machine alone. */
export async function servePage(folder: string): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async ({ url = "/" }, reply) => {
    const path = normalize(new URL(url, "http://localhost").pathname);
    if (path === "/") {
      reply.setHeader("content-type", "text/html");
      reply.end('<!doctype html><title>nn</title><script type="module" src="./page.js"></script>');
      return;
    }
    const file = path.startsWith("/samples/")
      ? join(samples, path.slice("/samples/".length))
      : join(folder, path);
    try {
      const body = await readFile(file);
      reply.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
      reply.end(body);
    } catch {
      reply.statusCode = 404;
      reply.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
