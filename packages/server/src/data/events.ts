import type { SqlParams, Warehouse } from "@lepton/warehouse";
import type { EventPage, EventRow } from "../contract/person.ts";
import { readCursor, writeCursor } from "./cursor.ts";

/** Ids that resolve to another person; the latest version wins. */
export const identitiesOfProject = `SELECT distinct_key, argMax(person_id, version) AS person_id
  FROM identities WHERE project = {project:String} GROUP BY distinct_key`;

/** 64-bit integers inside properties as numbers: the screen shows what the product sent. */
export const plainNumbers = "SETTINGS output_format_json_quote_64bit_integers = 0";

const columns = `toString(uuid) AS uuid, event, distinct_id AS distinctId,
  toUnixTimestamp64Milli(ts) AS tsMs, toUnixTimestamp64Milli(received_at) AS receivedMs,
  session_id AS sessionId, properties`;

interface RawEvent {
  uuid: string;
  event: string;
  distinctId: string;
  personId: string;
  tsMs: number;
  receivedMs: number;
  sessionId: string;
  properties: Record<string, unknown>;
}

/** The newest events by arrival. */
export async function recentEvents(
  warehouse: Warehouse,
  project: string,
  limit: number,
): Promise<EventRow[]> {
  // Arrival is not the table's order: a day is read first, all of it only where that gave nothing.
  for (const since of ["received_at > now() - INTERVAL 1 DAY", "1"]) {
    const rows = await warehouse.query<RawEvent>(
      `SELECT ${columns}, if(i.person_id = '', distinct_id, i.person_id) AS personId
       FROM events LEFT JOIN (${identitiesOfProject}) AS i USING (distinct_key)
       WHERE project = {project:String} AND ${since}
       ORDER BY received_at DESC, ts DESC, uuid LIMIT 1 BY uuid LIMIT {limit:UInt32} ${plainNumbers}`,
      { project, limit },
    );
    if (rows.length > 0) return rows.map(toEventRow);
  }
  return [];
}

/** One person's events, newest first. */
export async function timeline(
  warehouse: Warehouse,
  project: string,
  person: { personId: string; distinctIds: readonly string[] },
  limit: number,
  cursor?: string,
): Promise<EventPage> {
  const params: SqlParams = { project, ids: person.distinctIds, limit: limit + 1 };
  let before = "";
  if (cursor !== undefined) {
    const [ts, uuid] = readCursor(cursor);
    params.ts = ts;
    params.uuid = uuid;
    before = `AND (toUnixTimestamp64Milli(ts), toString(uuid))
      < (toInt64OrZero({ts:String}), {uuid:String})`;
  }
  const rows = await warehouse.query<RawEvent>(
    `SELECT ${columns} FROM events
     WHERE project = {project:String} AND distinct_id IN {ids:Array(String)}
       AND distinct_key IN (SELECT cityHash64(arrayJoin({ids:Array(String)}))) ${before}
     ORDER BY events.ts DESC, toString(events.uuid) DESC LIMIT 1 BY uuid LIMIT {limit:UInt32} ${plainNumbers}`,
    params,
  );
  const items = rows.slice(0, limit).map((row) => toEventRow({ ...row, personId: person.personId }));
  const last = rows[limit - 1];
  return {
    items,
    nextCursor: rows.length > limit && last ? writeCursor([String(last.tsMs), last.uuid]) : null,
  };
}

function toEventRow(row: RawEvent): EventRow {
  return {
    uuid: row.uuid,
    event: row.event,
    distinctId: row.distinctId,
    personId: row.personId,
    ts: new Date(Number(row.tsMs)).toISOString(),
    receivedAt: new Date(Number(row.receivedMs)).toISOString(),
    sessionId: row.sessionId,
    properties: row.properties,
  };
}
