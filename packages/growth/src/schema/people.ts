import { z } from "zod";
import { filterGroup, propertyKey } from "./filter.ts";
import { personRow } from "./point.ts";

/** Reads beside the questions: people, their events, and what the data looks like. */
const limit = z.int().min(1).max(1000).default(100);
const cursor = z.string().max(500).optional();
const personId = z.string().min(1).max(400);
/** UTC, ISO 8601 with milliseconds. */
const instant = z.iso.datetime();

export const peopleListInput = z.strictObject({
  /** Part of an id, an email or a name, in any case. */
  search: z.string().max(200).optional(),
  /** Person properties and cohorts; see the filter language. */
  filter: filterGroup.optional(),
  limit,
  cursor,
});
export const peopleList = z.object({
  people: z.array(personRow),
  total: z.number(),
  cursor: z.string().nullable(),
});
export type PeopleList = z.infer<typeof peopleList>;

export const personDetail = personRow.omit({ why: true, reason: true }).extend({
  identified: z.boolean(),
  /** Every id that resolves to this person, their own first. */
  distinctIds: z.array(z.string()),
  eventCount: z.number(),
});
export type PersonDetail = z.infer<typeof personDetail>;

export const eventRow = z.object({
  uuid: z.string(),
  event: z.string(),
  distinctId: z.string(),
  personId: z.string(),
  ts: instant,
  receivedAt: instant,
  sessionId: z.string(),
  properties: z.record(z.string(), z.unknown()),
});
export type EventRow = z.infer<typeof eventRow>;
export const timelineInput = z.strictObject({
  personId,
  event: z.string().max(200).optional(),
  limit,
  cursor,
});
export const timeline = z.object({ events: z.array(eventRow), cursor: z.string().nullable() });
export type Timeline = z.infer<typeof timeline>;
export const liveInput = z.strictObject({ event: z.string().max(200).optional(), limit });

export const eventNames = z.array(z.object({ event: z.string(), count: z.number(), lastSeen: instant }));
export type EventNames = z.infer<typeof eventNames>;

const on = z.enum(["event", "person"]).default("event");
export const propertyListInput = z.strictObject({ on, event: z.string().max(200).optional() });
export const propertyType = z.enum(["string", "number", "boolean", "datetime", "mixed"]);
export const propertyList = z.object({
  properties: z.array(
    z.object({
      key: z.string(),
      type: propertyType,
      /** Share of the rows looked at that carry it, in [0, 1]. */
      coverage: z.number(),
    }),
  ),
  /** Rows looked at: the newest. */
  sampled: z.number(),
});
export type PropertyList = z.infer<typeof propertyList>;
export const propertyValuesInput = z.strictObject({
  on,
  key: propertyKey,
  event: z.string().max(200).optional(),
  search: z.string().max(200).optional(),
  limit: z.int().min(1).max(1000).default(100),
});
export const propertyValueList = z.array(
  z.object({ value: z.union([z.string(), z.number(), z.boolean()]), count: z.number() }),
);
export type PropertyValueList = z.infer<typeof propertyValueList>;
