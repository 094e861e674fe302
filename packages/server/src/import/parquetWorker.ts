/** Reads a Parquet file row group by row group, away from the main thread: decoding a group takes long. */
import { parentPort, workerData } from "node:worker_threads";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";

/** What the worker says. `rows` waits for an answer before the next. */
export type ParquetMessage =
  | { kind: "columns"; columns: string[]; rows: number }
  | { kind: "rows"; from: number; rows: Record<string, unknown>[] }
  | { kind: "end" }
  | { kind: "error"; message: string };

const { path, skip, limit } = workerData as { path: string; skip: number; limit: number | null };
const blockRows = 500;
const say = (message: ParquetMessage) => parentPort?.postMessage(message);
const answered = () => new Promise<void>((resolve) => parentPort?.once("message", () => resolve()));

try {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  const total = Number(metadata.num_rows);
  say({
    kind: "columns",
    columns: parquetSchema(metadata).children.map((child) => child.element.name),
    rows: total,
  });
  let start = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    if (end > skip && (limit === null || start < limit)) {
      const rowStart = Math.max(start, skip);
      const rowEnd = limit === null ? end : Math.min(end, limit);
      const rows = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd });
      for (let i = 0; i < rows.length; i += blockRows) {
        say({ kind: "rows", from: rowStart + i, rows: rows.slice(i, i + blockRows).map(plain) });
        await answered();
      }
    }
    start = end;
  }
  say({ kind: "end" });
} catch (error) {
  say({ kind: "error", message: (error as Error).message });
}

function plain(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, jsonValue(value)]));
}

/** Parquet's values as JSON has them: dates as ISO, 64-bit integers as numbers where exact. */
function jsonValue(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(jsonValue);
  if (typeof value === "object" && value !== null) return plain(value as Record<string, unknown>);
  return value;
}
