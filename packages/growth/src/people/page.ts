import type { PeopleSql } from "../questions/define.ts";
import type { PersonRow } from "../schema/point.ts";
import type { Draft } from "../sql/draft.ts";
import { personIdSql, personKeySql } from "../sql/person.ts";
import type { Inquiry } from "../sql/run.ts";
import { readCursor, writeCursor } from "./cursor.ts";

export interface PeoplePage {
  people: PersonRow[];
  total: number;
  cursor: string | null;
}

/**
 * One page of a set of people, newest activity first. The cursor is the activity and key of the last person given:
 * people who come or become active meanwhile shift nothing.
 */
export async function peoplePage(
  inquiry: Inquiry,
  { draft, text, why }: PeopleSql,
  page: { limit: number; cursor?: string },
): Promise<PeoplePage> {
  const limit = Math.max(1, Math.min(1000, Math.trunc(page.limit)));
  const after = page.cursor === undefined ? "" : `WHERE ${afterSql(draft, page.cursor)}`;
  const detail = why === undefined ? "''" : "chosen.detail";
  const rows = await inquiry.rows<{
    key: string;
    total: string;
    detail: string;
    first: string;
    last: string;
  }>(
    draft,
    `WITH chosen AS (${text}),
  seen AS (SELECT ${personKeySql(draft)} AS person_key, min(first_at) AS first, max(last_at) AS last
    FROM (SELECT distinct_key, toUnixTimestamp64Milli(min(ts)) AS first_at, toUnixTimestamp64Milli(max(ts)) AS last_at
      FROM events WHERE project = ${draft.project} GROUP BY distinct_key) GROUP BY person_key)
SELECT toString(person_key) AS key, total, detail, first, last
FROM (SELECT chosen.person_key AS person_key, count() OVER () AS total, ${detail} AS detail, seen.first AS first, seen.last AS last
  FROM chosen LEFT ANY JOIN seen ON chosen.person_key = seen.person_key)
${after}
ORDER BY last DESC, person_key
LIMIT ${draft.int(limit + 1)}`,
  );
  const given = rows.slice(0, limit);
  const profiles = await profilesOf(
    inquiry,
    given.map(({ key }) => key),
  );
  const people = given.map((row): PersonRow => {
    const profile = profiles.get(row.key);
    const personId = profile?.personId ?? row.key;
    return {
      personId,
      label: labelOf(profile?.properties ?? {}, personId),
      properties: profile?.properties ?? {},
      firstSeen: instantOf(row.first),
      lastSeen: instantOf(row.last),
      ...why?.(row.detail),
    };
  });
  const last = given.at(-1);
  return {
    people,
    total: Number(rows[0]?.total ?? 0),
    cursor: rows.length > limit && last ? writeCursor([last.last, last.key]) : null,
  };
}

/** Whoever was active before the last person given, or at the same instant with a later key. */
function afterSql(draft: Draft, cursor: string): string {
  const [last, key] = readCursor(cursor);
  const lastActive = `toInt64OrZero(${draft.text(last)})`;
  return `last < ${lastActive} OR (last = ${lastActive} AND person_key > toUInt64OrZero(${draft.text(key)}))`;
}

/** ISO text of UTC milliseconds; the epoch stands for "no event". */
const instantOf = (ms: string): string | null =>
  Number(ms) === 0 ? null : new Date(Number(ms)).toISOString();

/** Name, else email, else the id. */
export function labelOf(properties: Record<string, unknown>, personId: string): string {
  for (const key of ["name", "$name", "username", "email", "$email"]) {
    const value = properties[key];
    if (typeof value === "string" && value !== "") return value;
  }
  return personId;
}

interface Profile {
  personId: string;
  properties: Record<string, unknown>;
}

/** Ids and profiles of people by key (as text). People without a profile get their id from events or merges. */
export async function profilesOf(inquiry: Inquiry, keys: readonly string[]): Promise<Map<string, Profile>> {
  const found = new Map<string, Profile>();
  if (keys.length === 0) return found;
  const draft = inquiry.draft();
  const list = keyList(draft, keys);
  const known = await inquiry.rows<{ key: string; id: string; properties: Record<string, unknown> }>(
    draft,
    `SELECT toString(person_key) AS key, person_id AS id, properties FROM people FINAL
WHERE project = ${draft.project} AND person_key IN ${list}
SETTINGS output_format_json_quote_64bit_integers = 0`,
  );
  for (const { key, id, properties } of known) found.set(key, { personId: id, properties });
  const missing = keys.filter((key) => !found.has(key));
  if (missing.length === 0) return found;
  const other = inquiry.draft();
  const ids = await inquiry.rows<{ key: string; id: string }>(
    other,
    `SELECT toString(${personKeySql(other)}) AS key, any(${personIdSql(other)}) AS id FROM events
WHERE project = ${other.project} AND ${personKeySql(other)} IN ${keyList(other, missing)} GROUP BY key`,
  );
  for (const { key, id } of ids) found.set(key, { personId: id, properties: {} });
  return found;
}

/** Keys travel as text (they exceed 2⁵³) and an Array(UInt64) placeholder refuses quoted numbers. */
const keyList = (draft: Draft, keys: readonly string[]): string =>
  `(SELECT toUInt64(arrayJoin(${draft.bind(keys, "Array(String)")})))`;
