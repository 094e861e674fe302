import { z } from "zod";
import { cursor, limit } from "./common.ts";
import { eventRow, personDetail, personRow } from "./growth.ts";

export { type EventRow, eventRow, type PersonDetail as Person } from "./growth.ts";

/** Person ids are the product's own (distinct ids): any text. */
export const personId = z.string().min(1).max(400);

export const personSummary = personRow;
export const person = personDetail;
export const peopleQuery = z.object({
  /** Part of an id, an email or a name. */
  search: z.string().max(200).optional(),
  /** A growth filter group as JSON text. */
  filter: z.string().max(20_000).optional(),
  limit,
  cursor: cursor.optional(),
});

export const timelineQuery = z.object({ limit, cursor: cursor.optional() });
/** Newest first. */
export const eventPage = z.object({ items: z.array(eventRow), nextCursor: z.string().nullable() });

export type PeopleQuery = z.input<typeof peopleQuery>;
export type EventPage = z.infer<typeof eventPage>;
