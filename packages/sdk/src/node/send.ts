import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { WireEvent } from "../browser/types.ts";
import type { ClientOptions } from "./types.ts";

const compress = promisify(gzip);

/** Smaller bodies gain nothing from gzip. */
const gzipFromBytes = 1024;

export interface Reply {
  /** 0: no answer at all. */
  status: number;
  retryAfter: string | null;
  /** What the server said, or why it could not be reached. */
  text: string;
}

/** One request to `POST {host}/batch/`. Network trouble is a reply with status 0, never an exception. */
export async function sendBatch(
  options: Pick<ClientOptions, "key" | "host"> & {
    gzip: boolean;
    requestTimeoutMs: number;
    signal: AbortSignal;
  },
  batch: readonly WireEvent[],
): Promise<Reply> {
  const text = JSON.stringify({ api_key: options.key, sent_at: new Date().toISOString(), batch });
  const headers: Record<string, string> = { "content-type": "application/json" };
  let body: string | Uint8Array<ArrayBuffer> = text;
  if (options.gzip && text.length > gzipFromBytes) {
    body = new Uint8Array(await compress(text));
    headers["content-encoding"] = "gzip";
  }
  try {
    const reply = await fetch(`${options.host.replace(/\/+$/, "")}/batch/`, {
      method: "POST",
      headers,
      body,
      signal: AbortSignal.any([options.signal, AbortSignal.timeout(options.requestTimeoutMs)]),
    });
    return {
      status: reply.status,
      retryAfter: reply.headers.get("retry-after"),
      text: (await reply.text()).slice(0, 500),
    };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return { status: 0, retryAfter: null, text: cause instanceof Error ? cause.message : String(cause) };
  }
}
