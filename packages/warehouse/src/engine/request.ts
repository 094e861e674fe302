import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

/** One request of ClickHouse's HTTP interface, taken apart. */
export interface EngineRequest {
  sql: string;
  /** Rows of an INSERT whose statement stands in the URL. */
  data: Buffer;
  params: Map<string, string>;
  settings: Map<string, string>;
  defaultFormat: string;
  queryId: string | undefined;
  /** Buffer the whole result (on disk) before the first byte is sent. */
  waitsForEnd: boolean;
  /** Which sessions serve it, when the caller asks. */
  lane: string | undefined;
}

/** Parameters of the HTTP interface that are no settings. */
const notSettings = new Set([
  "query",
  "database",
  "default_format",
  "query_id",
  "session_id",
  "session_timeout",
  "session_check",
  "user",
  "password",
  "role",
  "compress",
  "decompress",
  "enable_http_compression",
  "wait_end_of_query",
  "buffer_size",
  "send_progress_in_http_headers",
  "http_headers_progress_interval_ms",
]);

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  return request.headers["content-encoding"] === "gzip" ? promisify(gunzip)(body) : body;
}

export async function readRequest(request: IncomingMessage): Promise<EngineRequest> {
  const { searchParams } = new URL(request.url ?? "/", "http://engine");
  const params = new Map<string, string>();
  const settings = new Map<string, string>();
  for (const [name, value] of searchParams)
    if (name.startsWith("param_")) params.set(name.slice(6), value);
    else if (!notSettings.has(name)) settings.set(name, value);
  const body = await bodyOf(request);
  const inUrl = searchParams.get("query");
  const isInsert = inUrl !== null && /^\s*(?:--[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*)*INSERT\b/i.test(inUrl);
  const lane = request.headers["x-lepton-lane"];
  return {
    sql:
      inUrl === null
        ? body.toString("utf8")
        : isInsert || body.length === 0
          ? inUrl
          : `${inUrl}\n${body.toString("utf8")}`,
    data: isInsert ? body : Buffer.alloc(0),
    params,
    settings,
    defaultFormat: searchParams.get("default_format") ?? "TabSeparated",
    queryId: searchParams.get("query_id") ?? undefined,
    waitsForEnd: searchParams.get("wait_end_of_query") === "1",
    lane: typeof lane === "string" ? lane : undefined,
  };
}
