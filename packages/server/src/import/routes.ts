import { mkdtempSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import multipart from "@fastify/multipart";
import { LeptonError } from "@lepton/core";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { AppContext } from "../context.ts";
import { done } from "../contract/common.ts";
import { itemParams, routesOn } from "../http/route.ts";
import { previewFile } from "./guess.ts";
import { ImportJobs } from "./jobs.ts";
import {
  type ImportState,
  importList,
  importPreview,
  importState,
  previewRequest,
  startRequest,
} from "./schema.ts";
import { ImportStore } from "./store.ts";

const needs = { role: "editor", scope: "import:write" } as const;
const uploadQuery = z.object({ name: z.string().min(1).max(255).optional() });

/** Files: upload, preview, start, watch, cancel. Unfinished imports go on after a restart. */
export function importRoutes(app: FastifyInstance, context: AppContext): void {
  const directory = context.config.importDirectory ?? mkdtempSync(join(tmpdir(), "lepton-imports-"));
  const store = new ImportStore(directory);
  const jobs = new ImportJobs({
    store,
    warehouse: context.warehouse,
    publish: (events) => context.live.publish(events),
  });
  app.addHook("onReady", () => jobs.resume());
  app.addHook("preClose", () => jobs.close());
  uploads(app, context, store);
  const api = routesOn(app, context, "Import");

  api.project({
    method: "GET",
    path: "/imports",
    needs,
    summary: "All imports, newest first.",
    reply: importList,
    handle: async ({ project }) => ({ items: store.list(project.id) }),
  });
  api.project({
    method: "GET",
    path: "/imports/:item",
    needs,
    summary: "How far an import is.",
    params: itemParams,
    reply: importState,
    handle: async ({ project, params }) => store.get(project.id, params.item),
  });
  api.project({
    method: "POST",
    path: "/imports/:item/preview",
    needs,
    summary: "How the file would be imported: mapping, what is sure, what to ask, the first events.",
    params: itemParams,
    body: previewRequest,
    reply: importPreview,
    handle: async ({ project, params, body }) => {
      const { id } = uploaded(store.get(project.id, params.item));
      return previewFile(store.path(id), { given: body.mapping, timezone: project.timezone });
    },
  });
  api.project({
    method: "POST",
    path: "/imports/:item/start",
    needs,
    summary: "Imports with the corrected mapping. Rows imported before are counted as duplicates.",
    params: itemParams,
    body: startRequest,
    reply: importState,
    handle: async ({ project, params, body, audit }) => {
      const state = uploaded(store.get(project.id, params.item));
      const started = await jobs.start(state, body.mapping);
      await audit("import.start", state.name, { import: state.id, bytes: state.bytes });
      return started;
    },
  });
  api.project({
    method: "POST",
    path: "/imports/:item/cancel",
    needs,
    summary: "Stops an import; rows stored stay, starting again goes on.",
    params: itemParams,
    reply: importState,
    handle: async ({ project, params }) => jobs.cancel(store.get(project.id, params.item)),
  });
  api.project({
    method: "DELETE",
    path: "/imports/:item",
    needs,
    summary: "Forgets an import and its file; events stay.",
    params: itemParams,
    reply: done,
    handle: async ({ project, params }) => {
      const { id } = await jobs.cancel(store.get(project.id, params.item));
      await store.remove(id);
      return { ok: true as const };
    },
  });
  api.project({
    method: "GET",
    path: "/imports/:item/stream",
    needs,
    summary: "Server-sent events named `import`: each new state, until it is done.",
    params: itemParams,
    reply: importState,
    handle: async ({ project, params, reply }) => {
      const state = store.get(project.id, params.item);
      reply.hijack();
      stream(reply.raw, state, (listener) => jobs.subscribe(state.id, listener));
      return reply;
    },
  });
}

/** The upload's body is the file itself, or a form with one file; it goes to disk as it comes. */
function uploads(app: FastifyInstance, context: AppContext, store: ImportStore): void {
  app.register(async (child) => {
    child.removeAllContentTypeParsers();
    await child.register(multipart, { limits: { files: 1, fileSize: Number.POSITIVE_INFINITY } });
    child.addContentTypeParser("*", (_request, payload, next) => next(null, payload));
    routesOn(child, context, "Import").project({
      method: "POST",
      path: "/imports",
      needs,
      summary: "Uploads a file: its bytes as the body with ?name=, or multipart/form-data.",
      query: uploadQuery,
      reply: importState,
      handle: async ({ project, query, request }) => {
        const { name, body } = await fileOf(request, query.name ?? headerName(request));
        return store.receive(project.id, basename(name), body);
      },
    });
  });
}

async function fileOf(
  request: FastifyRequest,
  name: string | undefined,
): Promise<{ name: string; body: Readable }> {
  if (request.isMultipart()) {
    const part = await request.file().catch(() => undefined);
    if (part) return { name: name ?? part.filename ?? "upload", body: part.file };
  } else if (request.body !== undefined && request.body !== null)
    return { name: name ?? "upload", body: request.body as Readable };
  throw new LeptonError("IMPORT_EMPTY", {
    problem: "The request carries no file.",
    next: "Send the file's bytes as the body, or a form with one file.",
  });
}

/** `x-file-name`, percent-encoded: headers carry no Chinese. */
function headerName(request: FastifyRequest): string | undefined {
  const value = request.headers["x-file-name"];
  if (typeof value !== "string" || value === "") return undefined;
  try {
    return decodeURIComponent(value).slice(0, 255);
  } catch {
    return value.slice(0, 255);
  }
}

function uploaded(state: ImportState): ImportState {
  if (state.state !== "done") return state;
  throw new LeptonError("IMPORT_NOT_STARTABLE", {
    problem: "The import is done already; its file is no longer kept.",
    next: "Upload the file again to import it anew.",
    status: 409,
  });
}

function stream(
  raw: ServerResponse,
  first: ImportState,
  subscribe: (listener: (state: ImportState) => void) => () => void,
): void {
  raw.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  const send = (state: ImportState) => {
    raw.write(`event: import\ndata: ${JSON.stringify(state)}\n\n`);
    if (state.state !== "running" && state.state !== "uploaded") raw.end();
  };
  send(first);
  if (raw.writableEnded) return;
  const leave = subscribe(send);
  raw.once("close", leave);
}
