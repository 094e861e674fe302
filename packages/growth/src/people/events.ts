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
import { Inquiry } from "../sql/run.ts";
import { validate } from "../validate.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { idsOf, peopleOf, personOf } from "./ids.ts";
import { labelOf } from "./page.ts";

/** 64-bit integers inside properties arrive as numbers: people see what their product sent. */
const asSent = "SETTINGS output_format_json_quote_64bit_integers = 0";

interface RawEvent extends Omit<EventRow, "ts" | "receivedAt" | "personId"> {
  at: number;
  received: number;
}
const columns = `toString(uuid) AS uuid, event, distinct_id AS distinctId,
  toFloat64(toUnixTimestamp64Milli(ts)) AS at, toFloat64(toUnixTimestamp64Milli(received_at)) AS received,
  session_id AS sessionId, properties`;

const eventOf = ({ at, received, ...row }: RawEvent, personId: string): EventRow => ({
  ...row,
  personId,
  ts: new Date(at).toISOString(),
  receivedAt: new Date(received).toISOString(),
});

/** One person by any of their ids. 404 when nobody in the project has it. */
export async function getPerson(context: QuestionContext, id: string): Promise<PersonDetail> {
  const inquiry = await Inquiry.open(context, null);
  const personId = await personOf(inquiry, id);
  const distinctIds = await idsOf(inquiry, personId);
  const draft = inquiry.draft();
  const [seen] = await inquiry.rows<{ n: number; first: number; last: number }>(
    draft,
    `SELECT toFloat64(uniqExact(uuid)) AS n, toFloat64(toUnixTimestamp64Milli(min(ts))) AS first, toFloat64(toUnixTimestamp64Milli(max(ts))) AS last
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
  const { personId: id, event, limit, cursor } = validate(timelineInput, input, "timeline");
  const inquiry = await Inquiry.open(context, null);
  const personId = await personOf(inquiry, id);
  const distinctIds = await idsOf(inquiry, personId);
  const draft = inquiry.draft();
  const where = [ownSql(draft, distinctIds)];
  if (event !== undefined) where.push(`event = ${draft.text(event)}`);
  if (cursor !== undefined) where.push(afterSql(draft, cursor));
  const rows = await inquiry.rows<RawEvent>(
    draft,
    `SELECT ${columns} FROM events ${where.join(" AND ")}
ORDER BY events.ts DESC, toString(events.uuid) DESC LIMIT 1 BY uuid LIMIT ${draft.int(limit + 1)} ${asSent}`,
  );
  const given = rows.slice(0, limit);
  const last = given.at(-1);
  return {
    events: given.map((row) => eventOf(row, personId)),
    cursor: rows.length > limit && last ? writeCursor([String(last.at), last.uuid]) : null,
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
    const rows = await inquiry.rows<RawEvent>(draft, arrivedSql(draft, { event, limit, hours }));
    if (rows.length < limit && hours !== null) continue;
    const people = await peopleOf(
      inquiry,
      rows.map(({ distinctId }) => distinctId),
    );
    return rows.map((row) => eventOf(row, people.get(row.distinctId) ?? row.distinctId));
  }
  return [];
}

/** Finds the n-th newest arrival first: sorting whole rows would read every property of the project. */
function arrivedSql(
  draft: Draft,
  { event, limit, hours }: { event: string | undefined; limit: number; hours: number | null },
): string {
  const conditions = [`project = ${draft.project}`];
  if (event !== undefined) conditions.push(`event = ${draft.text(event)}`);
  if (hours !== null)
    conditions.push(`received_at > ${draft.instant(draft.facts.nowMs - hours * 3_600_000)}`);
  const where = conditions.join(" AND ");
  return `SELECT ${columns} FROM events WHERE ${where} AND (received_at, ts) >= (
    SELECT min((received_at, ts)) FROM (
      SELECT received_at, ts FROM events WHERE ${where} ORDER BY received_at DESC, ts DESC LIMIT ${draft.int(limit)}))
ORDER BY events.received_at DESC, events.ts DESC, events.uuid LIMIT 1 BY uuid LIMIT ${draft.int(limit)} ${asSent}`;
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
  const [at, uuid] = readCursor(cursor);
  return `(toUnixTimestamp64Milli(events.ts), toString(events.uuid)) < (toInt64OrZero(${draft.text(at)}), ${draft.text(uuid)})`;
}
