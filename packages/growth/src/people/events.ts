import { LeptonError } from "@lepton/core";
import type { z } from "zod";
import type { QuestionContext } from "../context.ts";
import {
  type EventRow,
  liveInput,
  type PersonDetail,
  type Timeline,
  timelineInput,
} from "../schema/people.ts";
import type { Draft } from "../sql/draft.ts";
import { personIdSql } from "../sql/person.ts";
import { Inquiry } from "../sql/run.ts";
import { validate } from "../validate.ts";
import { labelOf } from "./page.ts";

/** 64-bit integers inside properties arrive as numbers: people see what their product sent. */
const asSent = "SETTINGS output_format_json_quote_64bit_integers = 0";

interface RawEvent extends Omit<EventRow, "ts" | "receivedAt"> {
  at: number;
  received: number;
}
const columns = (
  draft: Draft,
) => `toString(uuid) AS uuid, event, distinct_id AS distinctId, ${personIdSql(draft)} AS personId,
  toFloat64(toUnixTimestamp64Milli(ts)) AS at, toFloat64(toUnixTimestamp64Milli(received_at)) AS received,
  session_id AS sessionId, properties`;

const eventOf = ({ at, received, ...row }: RawEvent): EventRow => ({
  ...row,
  ts: new Date(at).toISOString(),
  receivedAt: new Date(received).toISOString(),
});

/** One person by any of their ids. 404 when nobody in the project has it. */
export async function getPerson(context: QuestionContext, id: string): Promise<PersonDetail> {
  const inquiry = await Inquiry.open(context, null);
  const personId = await resolve(inquiry, id);
  const distinctIds = await idsOf(inquiry, personId);
  const draft = inquiry.draft();
  const [seen] = await inquiry.rows<{ n: number; first: number; last: number }>(
    draft,
    `SELECT toFloat64(count()) AS n, toFloat64(toUnixTimestamp64Milli(min(ts))) AS first, toFloat64(toUnixTimestamp64Milli(max(ts))) AS last
FROM events ${ownSql(draft, distinctIds)}`,
  );
  const profileDraft = inquiry.draft();
  const [profile] = await inquiry.rows<{ identified: boolean; properties: Record<string, unknown> }>(
    profileDraft,
    `SELECT identified, properties FROM people FINAL
WHERE project = ${profileDraft.project} AND person_key = cityHash64(${profileDraft.text(personId)}) AND person_id = ${profileDraft.text(personId)}
${asSent}`,
  );
  const count = seen?.n ?? 0;
  if (count === 0 && !profile)
    throw new LeptonError("PERSON_NOT_FOUND", {
      problem: "Nobody in this project has this id.",
      received: id.slice(0, 100),
      next: "Search the people; erased ones are gone for good.",
      field: "personId",
      status: 404,
    });
  const properties = profile?.properties ?? {};
  const instant = (ms: number | undefined) =>
    count === 0 || ms === undefined ? null : new Date(ms).toISOString();
  return {
    personId,
    label: labelOf(properties, personId),
    properties,
    firstSeen: instant(seen?.first),
    lastSeen: instant(seen?.last),
    identified: profile?.identified ?? false,
    distinctIds,
    eventCount: count,
  };
}

/** One person's events under all their ids, newest first. The cursor is the last event given, so new ones shift nothing. */
export async function personTimeline(
  context: QuestionContext,
  input: z.input<typeof timelineInput>,
): Promise<Timeline> {
  const { personId, event, limit, cursor } = validate(timelineInput, input, "timeline");
  const inquiry = await Inquiry.open(context, null);
  const distinctIds = await idsOf(inquiry, await resolve(inquiry, personId));
  const draft = inquiry.draft();
  const where = [ownSql(draft, distinctIds)];
  if (event !== undefined) where.push(`event = ${draft.text(event)}`);
  if (cursor !== undefined) where.push(afterSql(draft, cursor));
  const rows = await inquiry.rows<RawEvent>(
    draft,
    `SELECT ${columns(draft)} FROM events ${where.join(" AND ")}
ORDER BY events.ts DESC, toString(events.uuid) DESC LIMIT ${draft.int(limit + 1)} ${asSent}`,
  );
  const given = rows.slice(0, limit);
  const last = given.at(-1);
  return {
    events: given.map(eventOf),
    cursor: rows.length > limit && last ? `${last.at}~${last.uuid}` : null,
  };
}

/** The events that arrived last, newest first. */
export async function liveEvents(
  context: QuestionContext,
  input: z.input<typeof liveInput>,
): Promise<EventRow[]> {
  const { event, limit } = validate(liveInput, input, "request");
  const inquiry = await Inquiry.open(context, null);
  // The table is not ordered by arrival: an hour is read first, a day when that gave too few, all of it last.
  for (const hours of [1, 24, null]) {
    const draft = inquiry.draft();
    const where = [`project = ${draft.project}`];
    if (event !== undefined) where.push(`event = ${draft.text(event)}`);
    if (hours !== null) where.push(`received_at > ${draft.instant(inquiry.facts.nowMs - hours * 3_600_000)}`);
    const rows = await inquiry.rows<RawEvent>(
      draft,
      `SELECT ${columns(draft)} FROM events WHERE ${where.join(" AND ")}
ORDER BY received_at DESC, ts DESC, events.uuid LIMIT ${draft.int(limit)} ${asSent}`,
    );
    if (rows.length === limit || hours === null) return rows.map(eventOf);
  }
  return [];
}

/** The person an id belongs to: itself unless it was merged. */
async function resolve(inquiry: Inquiry, id: string): Promise<string> {
  const draft = inquiry.draft();
  const [row] = await inquiry.rows<{ personId: string }>(
    draft,
    `SELECT person_id AS personId FROM identities FINAL WHERE project = ${draft.project} AND distinct_id = ${draft.text(id)} LIMIT 1`,
  );
  return row?.personId ?? id;
}

async function idsOf(inquiry: Inquiry, personId: string): Promise<string[]> {
  const draft = inquiry.draft();
  const rows = await inquiry.rows<{ id: string }>(
    draft,
    `SELECT distinct_id AS id FROM identities FINAL WHERE project = ${draft.project} AND person_id = ${draft.text(personId)} ORDER BY id`,
  );
  return [personId, ...rows.map(({ id }) => id).filter((id) => id !== personId)];
}

/**
 * The rows of these ids: `PREWHERE` by key, then by text, as two ids may share a key, if hardly ever. Left to itself the
 * engine reads the texts of every row, too: 230 ms on 10 M events became 530 to 1,060.
 */
function ownSql(draft: Draft, ids: readonly string[]): string {
  const keys = ids.map((id) => `cityHash64(${draft.text(id)})`);
  return `PREWHERE project = ${draft.project} AND distinct_key IN (${keys.join(", ")})
WHERE distinct_id IN ${draft.bind(ids, "Array(String)")}`;
}

function afterSql(draft: Draft, cursor: string): string {
  const [at = "", uuid = ""] = cursor.split("~");
  if (!/^\d+$/.test(at) || uuid === "")
    throw new LeptonError("GROWTH_CURSOR_UNKNOWN", {
      problem: "This is not a cursor of the timeline.",
      received: cursor.slice(0, 100),
      next: "Give the `cursor` of the page before, or none for the first page.",
      field: "cursor",
    });
  return `(toUnixTimestamp64Milli(events.ts), toString(events.uuid)) < (${draft.int(Number(at))}, ${draft.text(uuid)})`;
}
