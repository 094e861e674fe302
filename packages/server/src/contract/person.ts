import { z } from "zod";
import { cursor, instant, limit } from "./common.ts";
import { personRow } from "./growth.ts";

/** Person ids are the product's own (distinct ids): any text. */
export const personId = z.string().min(1).max(400);
const properties = z.record(z.string(), z.unknown());

export const personSummary = personRow;
export const person = personRow.omit({ why: true }).extend({
  identified: z.boolean(),
  /** All ids that resolve to this person. */
  distinctIds: z.array(z.string()),
  eventCount: z.number(),
});
export const peopleQuery = z.object({
  /** Part of an id, an email or a name. */
  search: z.string().max(200).optional(),
  /** A growth filter group as JSON text. */
  filter: z.string().max(20_000).optional(),
  limit,
  cursor: cursor.optional(),
});

export const eventRow = z.object({
  uuid: z.string(),
  event: z.string(),
  distinctId: z.string(),
  personId: z.string(),
  ts: instant,
  receivedAt: instant,
  sessionId: z.string(),
  properties,
});
export const timelineQuery = z.object({ limit, cursor: cursor.optional() });
/** Newest first. */
export const eventPage = z.object({ items: z.array(eventRow), nextCursor: z.string().nullable() });

export type Person = z.infer<typeof person>;
export type PeopleQuery = z.input<typeof peopleQuery>;
export type EventRow = z.infer<typeof eventRow>;
export type EventPage = z.infer<typeof eventPage>;
