import { isUtf8 } from "node:buffer";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, gunzipSync, inflate, inflateRaw } from "node:zlib";
import { LeptonError } from "@lepton/core";
import { lz64 } from "./lz64.ts";

/** What a request says about its body; every part may be wrong or missing. */
export interface BodyHints {
  /** `Content-Encoding`. */
  encoding?: string;
  /** `compression` of the query string: base64, gzip, gzip-js, lz64. */
  compression?: string;
  /** `data` of the query string, for pixels. */
  data?: string;
}

export interface Decoded {
  /** Parsed JSON. */
  value: unknown;
  /** Length of the text it was parsed from. */
  chars: number;
  /** Fields of the form it came in. */
  form?: URLSearchParams;
}

const inflaters = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  raw: promisify(inflateRaw),
  br: promisify(brotliDecompress),
};
/** Below this the thread pool costs more than it saves. */
const syncBytes = 4096;
/** A gzip inside a gzip happens when a proxy packs again; more is an attack. */
const maxLayers = 3;

/**
 * Turns a body into JSON by looking at it, because trackers label it badly: current posthog-js sends
 * gzip as `text/plain` without any header, older ones base64 in a form field, others lz64.
 * Inflating stops at `maxBytes`.
 */
export async function decode(body: Buffer, hints: BodyHints, maxBytes: number): Promise<Decoded> {
  let bytes = body;
  if (bytes.length === 0 && hints.data !== undefined) bytes = Buffer.from(hints.data);
  bytes = await unlabelled(await declared(bytes, hints.encoding, maxBytes), maxBytes);
  let text = utf8(bytes);
  let form: URLSearchParams | undefined;
  let compression = hints.compression;
  if (/^\s*(?:data|compression|verbose|ip|ver|_|api_key|token)=/.test(text.slice(0, 100))) {
    form = new URLSearchParams(text.trim());
    const data = form.get("data");
    if (data === null) throw unreadable("The form has no field `data`.", text);
    text = data;
    compression = form.get("compression") ?? compression;
  }
  if (!looksLikeJson(text)) text = await unpacked(text, compression, maxBytes);
  return { value: parse(text), chars: text.length, form };
}

/** Takes off the declared Content-Encoding, unless a proxy already has. */
async function declared(bytes: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase();
  if (!name || name === "identity" || bytes.length === 0 || looksLikeJsonBytes(bytes)) return bytes;
  if (name === "gzip" || name === "x-gzip") return bytes; // Told by its first bytes.
  if (name === "br") return inflated("br", bytes, maxBytes);
  // "deflate" means zlib; some send the bare stream. Zlib's first byte is 0x78 in practice.
  if (name === "deflate") return inflated(bytes[0] === 0x78 ? "deflate" : "raw", bytes, maxBytes);
  throw new LeptonError("CAPTURE_ENCODING_UNKNOWN", {
    problem: "The body's Content-Encoding is not known.",
    received: name.slice(0, 60),
    next: "Send gzip, deflate, br or no encoding.",
    field: "content-encoding",
    status: 415,
  });
}

async function unlabelled(bytes: Buffer, maxBytes: number): Promise<Buffer> {
  let layers = 0;
  let current = bytes;
  while (current[0] === 0x1f && current[1] === 0x8b && layers++ < maxLayers)
    current = await inflated("gzip", current, maxBytes);
  return current;
}

async function inflated(kind: keyof typeof inflaters, bytes: Buffer, maxBytes: number): Promise<Buffer> {
  const options = { maxOutputLength: maxBytes };
  try {
    if (kind === "gzip" && bytes.length < syncBytes) return gunzipSync(bytes, options);
    return await inflaters[kind](bytes, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      throw new LeptonError("CAPTURE_BODY_TOO_LARGE", {
        problem: `The body inflates to more than ${Math.round(maxBytes / 1024 / 1024)} MB.`,
        received: `${bytes.length} bytes compressed`,
        next: "Send fewer events per request.",
        status: 413,
      });
    throw new LeptonError("CAPTURE_BODY_UNREADABLE", {
      problem: `The body starts like ${kind} and does not inflate.`,
      received: `${bytes.length} bytes`,
      next: "Check that the whole body arrives; send JSON, plain or gzipped.",
    });
  }
}

/** base64 (plain JSON or gzip within) or lz64. */
async function unpacked(text: string, compression: string | undefined, maxBytes: number): Promise<string> {
  // Forms turn + into a space.
  const packed = text.trim().replaceAll(" ", "+");
  if (packed === "") throw unreadable("The body is empty.", "");
  if (compression?.startsWith("lz64")) return lz64(packed, maxBytes).toWellFormed();
  if (/^[A-Za-z0-9+/_=-]+$/.test(packed))
    return utf8(await unlabelled(Buffer.from(packed, "base64"), maxBytes));
  return text;
}

/** Bytes as text; broken UTF-8 is refused rather than stored as question marks. */
function utf8(bytes: Buffer): string {
  if (isUtf8(bytes)) {
    const text = bytes.toString("utf8");
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }
  throw new LeptonError("CAPTURE_BODY_NOT_UTF8", {
    problem: "The body is not valid UTF-8.",
    received: `${bytes.length} bytes starting ${bytes.subarray(0, 8).toString("hex")}`,
    next: "Encode the JSON as UTF-8.",
  });
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // A lone surrogate (half an emoji, cut by the sender) would make ClickHouse refuse the insert.
    return text.includes("\\u") && /\\u[dD][89a-fA-F]/.test(text) ? wellFormed(value) : value;
  } catch (error) {
    const lines = jsonLines(text);
    if (lines) return lines;
    throw unreadable(`The body is not JSON: ${(error as Error).message.slice(0, 120)}.`, text);
  }
}

/** Newline-separated JSON, as Mixpanel's import takes it. */
function jsonLines(text: string): unknown[] | undefined {
  if (!text.trimStart().startsWith("{") || !text.includes("\n")) return undefined;
  try {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    return lines.length < 2 ? undefined : lines.map((line) => wellFormed(JSON.parse(line)));
  } catch {
    return undefined;
  }
}

function wellFormed(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value !== "object" || value === null || depth > 100) return value;
  if (Array.isArray(value)) return value.map((item) => wellFormed(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.toWellFormed(), wellFormed(item, depth + 1)]),
  );
}

const looksLikeJson = (text: string) => /^\s*[[{]/.test(text.slice(0, 64));
const looksLikeJsonBytes = (bytes: Buffer) => bytes[0] === 0x7b || bytes[0] === 0x5b;

function unreadable(problem: string, text: string): LeptonError {
  return new LeptonError("CAPTURE_BODY_UNREADABLE", {
    problem,
    received: text === "" ? undefined : JSON.stringify(text.slice(0, 60)),
    next: "Send JSON (plain, gzipped, or base64 in a form field `data`).",
  });
}
