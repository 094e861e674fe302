import { Readable } from "node:stream";
import type { SqlParams, Warehouse } from "@lepton/warehouse";
import type { FastifyReply } from "fastify";
import type { z } from "zod";
import type { exportQuery } from "../contract/export.ts";
import type { Project } from "../contract/project.ts";

interface Exported {
  uuid: string;
  event: string;
  distinct_id: string;
  timestamp: string;
  received_at: string;
  session_id: string;
  properties: Record<string, unknown>;
}
const columns = [
  "uuid",
  "event",
  "distinct_id",
  "timestamp",
  "received_at",
  "session_id",
  "properties",
] as const;

/**
 * Streams events block by block; memory holds one block whatever the number of events.
 * FINAL: an event stored twice by a retry is written once, as every count counts it.
 */
export function exportEvents(
  warehouse: Warehouse,
  project: Project,
  { format, from, to, event }: z.output<typeof exportQuery>,
  reply: FastifyReply,
  signal: AbortSignal,
): FastifyReply {
  const params: SqlParams = { project: project.id, timezone: project.timezone };
  let where = "project = {project:String}";
  if (event !== undefined) {
    where += " AND event = {event:String}";
    params.event = event;
  }
  if (from !== undefined) {
    where += ` AND ts >= ${bound("from", from, false)}`;
    params.from = from;
  }
  if (to !== undefined) {
    where += ` AND ts < ${bound("to", to, true)}`;
    params.to = to;
  }
  const rows = warehouse.stream<Exported>(
    `SELECT toString(uuid) AS uuid, event, distinct_id,
       formatDateTime(ts, '%Y-%m-%dT%H:%i:%S.', 'UTC') || leftPad(toString(toUnixTimestamp64Milli(ts) % 1000), 3, '0') || 'Z' AS timestamp,
       formatDateTime(received_at, '%Y-%m-%dT%H:%i:%SZ', 'UTC') AS received_at, session_id, properties
     FROM events FINAL WHERE ${where} SETTINGS do_not_merge_across_partitions_select_final = 1`,
    params,
    { signal, maxSeconds: 3600, integers: "number" },
  );
  const csv = format === "csv";
  const name = `lepton-${project.id}.${csv ? "csv" : "ndjson"}`;
  return reply
    .type(csv ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8")
    .header("content-disposition", `attachment; filename="${name}"`)
    .send(Readable.from(csv ? csvLines(rows) : jsonLines(rows)));
}

/** Dates are days of the project's zone (`to` with its whole day), instants are exact. */
function bound(name: "from" | "to", value: string, wholeDay: boolean): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value))
    return `toStartOfDay(toDateTime({${name}:Date}${wholeDay ? " + 1" : ""}, {timezone:String}))`;
  return `parseDateTime64BestEffort({${name}:String}, 3, 'UTC')`;
}

async function* jsonLines(blocks: AsyncIterable<Exported[]>): AsyncIterable<string> {
  for await (const rows of blocks) yield rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

async function* csvLines(blocks: AsyncIterable<Exported[]>): AsyncIterable<string> {
  yield `${columns.join(",")}\n`;
  for await (const rows of blocks)
    yield rows.map((row) => `${columns.map((column) => csvCell(row[column])).join(",")}\n`).join("");
}

/** A value as one cell of a CSV file. */
export function csvCell(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  // A cell that begins like a formula would run in a spreadsheet.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
