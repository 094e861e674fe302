import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { LeptonError } from "@lepton/core";

/** A file's path, or its bytes as they come. */
export type Source = string | AsyncIterable<Uint8Array>;

/** An opened source: plain bytes, gunzipped where needed. */
export interface Opened {
  chunks: AsyncIterable<Buffer>;
  /** The first bytes, still part of `chunks`. */
  head: Buffer;
  /** Bytes of the file read so far (compressed ones, if it is compressed). */
  bytesRead(): number;
  bytesTotal: number | null;
}

const headBytes = 256 * 1024;
/** Small pieces, so that parsing one never holds the event loop for long. */
const chunkBytes = 32 * 1024;

/** Opens a source and unpacks gzip, told by its first bytes. Memory stays bounded. */
export async function openSource(source: Source): Promise<Opened> {
  let read = 0;
  const total = typeof source === "string" ? await sizeOf(source) : null;
  const raw: AsyncIterable<Uint8Array> =
    typeof source === "string" ? createReadStream(source, { highWaterMark: chunkBytes }) : source;
  async function* counted() {
    for await (const chunk of raw) {
      read += chunk.length;
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    }
  }
  const packed = await peek(counted(), 2);
  const isGzip = packed.head[0] === 0x1f && packed.head[1] === 0x8b;
  const plain = isGzip ? gunzipped(packed.chunks) : packed.chunks;
  const { head, chunks } = await peek(plain, headBytes);
  return { head, chunks, bytesRead: () => read, bytesTotal: total };
}

async function sizeOf(path: string): Promise<number> {
  try {
    const { size } = await stat(path);
    return size;
  } catch (error) {
    throw new LeptonError(
      "IMPORT_FILE_MISSING",
      { problem: "The file cannot be opened.", received: path, next: "Check the path and its permissions." },
      { cause: error },
    );
  }
}

async function* gunzipped(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  // An error of either side destroys the other and reaches the loop below.
  pipeline(Readable.from(chunks), gunzip).catch(() => {});
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    if (error instanceof LeptonError) throw error;
    throw new LeptonError(
      "IMPORT_GZIP_BROKEN",
      {
        problem: "The gzip file is cut off or damaged.",
        next: "Fetch the file again; rows read before the damage are stored and will not be doubled.",
      },
      { cause: error },
    );
  } finally {
    gunzip.destroy();
  }
}

/** Reads at least `bytes` ahead and puts them back. */
async function peek(
  chunks: AsyncIterable<Buffer>,
  bytes: number,
): Promise<{ head: Buffer; chunks: AsyncIterable<Buffer> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  let length = 0;
  let broken: unknown;
  try {
    while (length < bytes) {
      const { value, done } = await iterator.next();
      if (done) break;
      first.push(value);
      length += value.length;
    }
  } catch (error) {
    // Rows before the damage are readable; the error comes in its place.
    broken = error;
  }
  async function* again() {
    try {
      yield* first;
      if (broken !== undefined) throw broken;
      for (;;) {
        const { value, done } = await iterator.next();
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { head: Buffer.concat(first), chunks: again() };
}
