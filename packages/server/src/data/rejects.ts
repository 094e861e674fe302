import { readCursor, writeCursor } from "@lepton/growth";
import type { SqlParams, Warehouse } from "@lepton/warehouse";
import type { z } from "zod";
import type { RejectPage, rejectsQuery } from "../contract/reject.ts";

interface RawReject {
  ms: string;
  source: string;
  code: string;
  field: string;
  reason: string;
  raw: string;
  tie: string;
}

/** Refused rows, newest first. */
export async function listRejects(
  warehouse: Warehouse,
  project: string,
  { source, code, limit, cursor }: z.output<typeof rejectsQuery>,
): Promise<RejectPage> {
  const params: SqlParams = { project, limit: limit + 1 };
  let where = "project = {project:String}";
  if (source !== undefined) {
    where += " AND source = {source:String}";
    params.source = source;
  }
  if (code !== undefined) {
    where += " AND code = {code:String}";
    params.code = code;
  }
  if (cursor !== undefined) {
    const [ms, tie] = readCursor(cursor);
    where += " AND (ms, tie) < (toInt64OrZero({ms:String}), toUInt64OrZero({tie:String}))";
    params.ms = ms;
    params.tie = tie;
  }
  const [rows, sources] = await Promise.all([
    warehouse.query<RawReject>(
      `SELECT toUnixTimestamp64Milli(received_at) AS ms, source, code, field, reason, raw,
         cityHash64(source, code, field, reason, raw) AS tie
       FROM rejects WHERE ${where} ORDER BY ms DESC, tie DESC LIMIT {limit:UInt32}`,
      params,
    ),
    warehouse.query<{ source: string; count: string }>(
      `SELECT source, count() AS count FROM rejects WHERE project = {project:String}
       GROUP BY source ORDER BY count DESC, source LIMIT 200`,
      { project },
    ),
  ]);
  const last = rows[limit - 1];
  return {
    items: rows.slice(0, limit).map(({ ms, tie: _tie, ...row }) => ({
      receivedAt: new Date(Number(ms)).toISOString(),
      ...row,
    })),
    sources: sources.map((row) => ({ source: row.source, count: Number(row.count) })),
    nextCursor: rows.length > limit && last ? writeCursor([last.ms, last.tie]) : null,
  };
}
