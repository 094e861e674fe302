import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { LeptonError } from "@lepton/core";
import { csvRows } from "./csv.ts";
import { jsonArray, jsonLines } from "./json.ts";
import { parquetRows } from "./parquet.ts";
import type { Rows } from "./row.ts";
import type { FileFormat } from "./schema.ts";
import type { Opened, Source } from "./source.ts";
import { decoded, looksBinary } from "./text.ts";

export const isParquet = (head: Buffer) => head.subarray(0, 4).toString("latin1") === "PAR1";

export interface Reading {
  format: FileFormat;
  /** Called once with the columns, where the format names them; may throw. */
  onColumns?(columns: string[]): void;
  /** Rows to pass over; only Parquet can do so without reading them. */
  skip?: number;
  /** Rows wanted at most; a hint. */
  limit?: number;
}

/** Rows of an opened source in any format. */
export async function* rowsOf(source: Source, opened: Opened, reading: Reading): Rows {
  const { format, onColumns = () => {} } = reading;
  checkKind(opened.head, format);
  if (format.kind === "parquet") return yield* parquetOf(source, opened, reading);
  const text = decoded(opened.chunks, format.encoding);
  if (format.kind === "csv") yield* csvRows(text, format, onColumns);
  else if (format.kind === "jsonl") yield* jsonLines(text);
  else yield* jsonArray(text);
}

/** Parquet is read from its end, so what is no plain file becomes one first. */
async function* parquetOf(
  source: Source,
  opened: Opened,
  { onColumns = () => {}, skip, limit }: Reading,
): Rows {
  const isPlain = typeof source === "string" && opened.bytesTotal !== null && (await startsAsParquet(source));
  if (isPlain) return yield* parquetRows(source, onColumns, { skip, limit });
  const path = join(tmpdir(), `lepton-import-${randomUUID()}.parquet`);
  try {
    await pipeline(opened.chunks, createWriteStream(path, { mode: 0o600 }));
    yield* parquetRows(path, onColumns, { skip, limit });
  } finally {
    await rm(path, { force: true });
  }
}

async function startsAsParquet(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(4);
    await file.read(head, 0, 4, 0);
    return isParquet(head);
  } finally {
    await file.close();
  }
}

function checkKind(head: Buffer, format: FileFormat): void {
  if (head.length === 0)
    throw new LeptonError("IMPORT_EMPTY", {
      problem: "The file is empty.",
      next: "Choose a file with rows.",
    });
  if (isParquet(head) !== (format.kind === "parquet"))
    throw new LeptonError("IMPORT_FORMAT_WRONG", {
      problem: `The file is ${isParquet(head) ? "" : "not "}Parquet.`,
      received: `format ${format.kind}`,
      next: "Let the preview find the format.",
      field: "format.kind",
    });
  if (format.kind !== "parquet" && looksBinary(head))
    throw new LeptonError("IMPORT_BINARY", {
      problem: "The file is binary, no table.",
      received: `bytes ${head.subarray(0, 8).toString("hex")}`,
      next: "Import CSV, TSV, JSON, JSONL or Parquet, plain or gzipped.",
    });
}
