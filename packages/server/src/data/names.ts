import type { SqlParams, Warehouse } from "@lepton/warehouse";
import type { EventNames, PropertyNames, PropertyValues } from "../contract/schemaOf.ts";

/** Rows looked at for names and values: enough to see every usual one, quick on any size. */
const sample = 20_000;

/** Event names by number, most frequent first. */
export async function eventNames(warehouse: Warehouse, project: string): Promise<EventNames> {
  const rows = await warehouse.query<{ event: string; count: string; last: string }>(
    `SELECT event, count() AS count, toUnixTimestamp64Milli(max(ts)) AS last FROM events
     WHERE project = {project:String} GROUP BY event ORDER BY count DESC, event LIMIT 1000`,
    { project },
  );
  return {
    items: rows.map((row) => ({
      event: row.event,
      count: Number(row.count),
      lastSeen: new Date(Number(row.last)).toISOString(),
    })),
  };
}

/** The newest events (of one name), or profiles; only the columns asked for are read. */
function sampled(on: "event" | "person", event: string | undefined): { from: string; params: SqlParams } {
  if (on === "person")
    return {
      from: `(SELECT properties FROM people FINAL WHERE project = {project:String} LIMIT ${sample})`,
      params: {},
    };
  const where = `project = {project:String}${event === undefined ? "" : " AND event = {event:String}"}`;
  return {
    from: `(SELECT properties FROM events WHERE ${where} AND ts >=
        (SELECT min(ts) FROM (SELECT ts FROM events WHERE ${where} ORDER BY ts DESC LIMIT ${sample})))`,
    params: event === undefined ? {} : { event },
  };
}

/** Property keys with their type and how many of the rows carry them. */
export async function propertyNames(
  warehouse: Warehouse,
  project: string,
  on: "event" | "person",
  event: string | undefined,
): Promise<PropertyNames> {
  const { from, params } = sampled(on, event);
  const rows = await warehouse.query<{ key: string; types: string[]; count: string; total: string }>(
    `WITH (SELECT count() FROM ${from}) AS total
     SELECT path.1 AS key, groupUniqArray(path.2) AS types, count() AS count, total
     FROM (SELECT arrayJoin(JSONAllPathsWithTypes(properties)) AS path FROM ${from})
     GROUP BY key ORDER BY count DESC, key LIMIT 1000`,
    { project, ...params },
  );
  return {
    items: rows.map((row) => ({
      key: row.key,
      type: typeOf(row.types),
      coverage: Number(row.count) / Number(row.total),
    })),
    sampled: Number(rows[0]?.total ?? 0),
  };
}

function typeOf(types: readonly string[]): PropertyNames["items"][number]["type"] {
  const plain = new Set(
    types.map((type) => {
      if (/^(U?Int|Float|Decimal)/.test(type)) return "number";
      if (type === "Bool") return "boolean";
      if (/^Date/.test(type)) return "datetime";
      return "string";
    }),
  );
  const [only] = plain;
  return plain.size === 1 && only !== undefined ? only : "mixed";
}

/** The most frequent values of one property. */
export async function propertyValues(
  warehouse: Warehouse,
  project: string,
  { on, key, event, search = "" }: { on: "event" | "person"; key: string; event?: string; search?: string },
): Promise<PropertyValues> {
  const { from, params } = sampled(on, event);
  const rows = await warehouse.query<{ value: string; type: string; count: string }>(
    `SELECT toString(v) AS value, any(dynamicType(v)) AS type, count() AS count
     FROM (SELECT getSubcolumn(properties, {key:String}) AS v FROM ${from}) WHERE v IS NOT NULL
       AND ({search:String} = '' OR positionCaseInsensitiveUTF8(toString(v), {search:String}) > 0)
     GROUP BY value ORDER BY count DESC, value LIMIT 100`,
    { project, key, search, ...params },
  );
  return { items: rows.map((row) => ({ value: asTyped(row), count: Number(row.count) })) };
}

function asTyped({ value, type }: { value: string; type: string }): string | number | boolean {
  if (type === "Bool") return value === "true";
  return /^(U?Int|Float)/.test(type) && Number.isSafeInteger(Math.trunc(Number(value)))
    ? Number(value)
    : value;
}
