import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import type { WireEvent } from "../browser/types.ts";
import type { Experiment } from "../experiments/assign.ts";
import type { Survey } from "../survey/types.ts";

export interface Received {
  method: string;
  url: string;
  contentType: string | undefined;
  encoding: string | undefined;
  bytes: number;
  /** Of `POST /batch/`. */
  body?: { api_key: string; sent_at: string; batch: WireEvent[] };
}

export interface TestServer {
  url: string;
  received: Received[];
  /** Events of every answered batch, in order of arrival, repeats included. */
  events(): WireEvent[];
  /** Statuses of the next `POST /batch/` replies; 200 when used up. 0 cuts the connection. */
  replies: { status: number; headers?: Record<string, string> }[];
  surveys: Survey[];
  /** Who is in the audience of any survey that has one. */
  members: string[];
  /** Reply of `GET /api/experiments/`; null: 503. */
  experiments: { experiments: Experiment[]; targeted: boolean } | null;
  /** Resolves when a condition on what arrived holds. */
  until(holds: () => boolean): Promise<void>;
  close(): Promise<void>;
}

const page = `<!doctype html><html lang="en"><head><title>A page</title></head><body><h1>A page</h1><input id="in"></body></html>`;

/** The whole body; null when the page left before it was sent. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return null;
  }
  return Buffer.concat(chunks);
}

/**
 * A real HTTP server in Lepton's place: takes batches, serves surveys, the built scripts of a folder, and a page at
 * every other path (`/sandboxed…` without storage, `/strict…` without inline styles).
 */
export async function startServer(scripts?: string): Promise<TestServer> {
  const received: Received[] = [];
  const waiters = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const url = request.url ?? "/";
    const raw = await bodyOf(request);
    if (raw === null) return;
    const entry: Received = {
      method: request.method ?? "",
      url,
      contentType: request.headers["content-type"],
      encoding: request.headers["content-encoding"],
      bytes: raw.length,
    };
    response.setHeader("access-control-allow-origin", "*");
    if (url === "/batch/" && request.method === "POST") {
      const reply = self.replies.shift() ?? { status: 200 };
      if (reply.status === 0) {
        request.socket.destroy();
        return;
      }
      entry.body = JSON.parse((entry.encoding === "gzip" ? gunzipSync(raw) : raw).toString());
      response.writeHead(reply.status, reply.headers).end('{"status":"Ok"}');
    } else if (url.startsWith("/api/surveys/member")) {
      response.end(JSON.stringify({ member: self.members.includes(url.split("distinct_id=")[1] ?? "") }));
    } else if (url.startsWith("/api/surveys/")) {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ surveys: self.surveys }));
    } else if (url.startsWith("/api/experiments/")) {
      response.writeHead(self.experiments ? 200 : 503, { "content-type": "application/json" });
      response.end(JSON.stringify(self.experiments ?? {}));
    } else if (scripts && /^\/lepton(-survey|-experiments)?\.js$/.test(url)) {
      response.setHeader("content-type", "text/javascript");
      response.end(await readFile(scripts + url));
    } else {
      response.setHeader("content-type", "text/html");
      if (url.startsWith("/sandboxed"))
        response.setHeader("content-security-policy", "sandbox allow-scripts");
      if (url.startsWith("/strict")) response.setHeader("content-security-policy", "style-src 'none'");
      response.end(page);
    }
    received.push(entry);
    for (const wake of waiters) wake();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const self: TestServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    events: () => received.flatMap(({ body }) => body?.batch ?? []),
    replies: [],
    surveys: [],
    members: [],
    experiments: { experiments: [], targeted: false },
    until: (holds) =>
      new Promise((done) => {
        const look = () => {
          if (!holds()) return;
          waiters.delete(look);
          done();
        };
        waiters.add(look);
        look();
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return self;
}
