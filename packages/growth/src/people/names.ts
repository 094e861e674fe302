import type { z } from "zod";
import type { QuestionContext } from "../context.ts";
import {
  type EventNames,
  type PropertyList,
  type PropertyValueList,
  propertyListInput,
  propertyValuesInput,
} from "../schema/people.ts";
import type { Draft } from "../sql/draft.ts";
import { path } from "../sql/property.ts";
import { Inquiry } from "../sql/run.ts";
import { validate } from "../validate.ts";

/** Rows looked at for keys and values: the newest, enough to see every usual one, quick at any size. */
const sampleRows = 20_000;
const maxNames = 2000;

/** Event names with how often and when last; most frequent first. */
export async function listEvents(context: QuestionContext): Promise<EventNames> {
  const inquiry = await Inquiry.open(context, null);
  const draft = inquiry.draft();
  const rows = await inquiry.rows<{ event: string; count: number; last: number }>(
    draft,
    `SELECT event, toFloat64(count()) AS count, toFloat64(toUnixTimestamp64Milli(max(ts))) AS last
FROM events WHERE project = ${draft.project} GROUP BY event ORDER BY count DESC, event LIMIT ${maxNames}`,
  );
  return rows.map(({ event, count, last }) => ({ event, count, lastSeen: new Date(last).toISOString() }));
}

/** Property keys of events (of one name) or people, with their type and how many of the rows carry them. */
export async function listProperties(
  context: QuestionContext,
  input: z.input<typeof propertyListInput> = {},
): Promise<PropertyList> {
  const { on, event } = validate(propertyListInput, input, "request");
  const inquiry = await Inquiry.open(context, null);
  const draft = inquiry.draft();
  const rows = await inquiry.rows<{ key: string; types: string[]; count: number; total: number }>(
    draft,
    `WITH rows AS (SELECT JSONAllPathsWithTypes(properties) AS paths FROM (${newestSql(draft, on, event)}))
SELECT found.1 AS key, groupUniqArray(found.2) AS types, toFloat64(count()) AS count, toFloat64((SELECT count() FROM rows)) AS total
FROM (SELECT arrayJoin(paths) AS found FROM rows)
GROUP BY key ORDER BY count DESC, key LIMIT ${maxNames}`,
  );
  return {
    properties: rows.map(({ key, types, count, total }) => ({
      key,
      type: typeOf(types),
      coverage: count / total,
    })),
    sampled: rows[0]?.total ?? 0,
  };
}

/** The most frequent values of a property, to choose from; `search` narrows them by part of their text. */
export async function propertyValues(
  context: QuestionContext,
  input: z.input<typeof propertyValuesInput>,
): Promise<PropertyValueList> {
  const { on, key, event, search = "", limit } = validate(propertyValuesInput, input, "request");
  const inquiry = await Inquiry.open(context, null);
  const draft = inquiry.draft();
  const rows = await inquiry.rows<{ value: string; type: string; count: number }>(
    draft,
    `SELECT toString(v) AS value, any(dynamicType(v)) AS type, toFloat64(count()) AS count
FROM (SELECT ${path("properties", key)} AS v FROM (${newestSql(draft, on, event)}))
WHERE v IS NOT NULL AND (${draft.text(search)} = '' OR positionCaseInsensitiveUTF8(toString(v), ${draft.text(search)}) > 0)
GROUP BY value ORDER BY count DESC, value LIMIT ${draft.int(limit)}`,
  );
  return rows.map(({ value, type, count }) => ({ value: typed(value, type), count }));
}

/** The instant of the n-th newest row first: sorting whole rows would read every property of the project. */
function newestSql(draft: Draft, on: "event" | "person", event: string | undefined): string {
  if (on === "person")
    return `SELECT properties FROM people FINAL WHERE project = ${draft.project} ORDER BY version DESC LIMIT ${sampleRows}`;
  const where = `project = ${draft.project}${event === undefined ? "" : ` AND event = ${draft.text(event)}`}`;
  return `SELECT properties FROM events WHERE ${where} AND ts >= (
    SELECT min(ts) FROM (SELECT ts FROM events WHERE ${where} ORDER BY ts DESC LIMIT ${sampleRows})) LIMIT ${2 * sampleRows}`;
}

function typeOf(types: readonly string[]): PropertyList["properties"][number]["type"] {
  const plain = new Set(types.map(plainType));
  const [only] = plain;
  return plain.size === 1 && only !== undefined ? only : "mixed";
}

function plainType(type: string): "number" | "boolean" | "datetime" | "string" {
  if (/^(U?Int|Float|Decimal)/.test(type)) return "number";
  if (type === "Bool") return "boolean";
  return /^Date/.test(type) ? "datetime" : "string";
}

function typed(value: string, type: string): string | number | boolean {
  const plain = plainType(type);
  if (plain === "boolean") return value === "true";
  // Beyond 2⁵³ a number would lose digits: it stays text.
  return plain === "number" && Math.abs(Number(value)) <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}
