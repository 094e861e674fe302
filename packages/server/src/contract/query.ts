import { z } from "zod";
import { cursor } from "./common.ts";
import { answer, peoplePoint, question } from "./growth.ts";
import { personSummary } from "./person.ts";

/** The body of `POST …/query` is the question itself; `?refresh=true` bypasses the result cache. */
export const queryRequest = question;
export const queryOptions = z.object({ refresh: z.stringbool().default(false) });
/** The answer as growth gives it (result, sql, warnings, timezone, elapsedMs, computedAt). */
export const queryReply = answer.extend({
  /** True when it came from the result cache; ask with `?refresh=true` for a new one. */
  cached: z.boolean(),
});
/** Who stands behind one point of a chart. */
export const queryPeopleRequest = z.object({
  question,
  point: peoplePoint,
  limit: z.number().int().min(1).max(1_000).default(100),
  cursor: cursor.optional(),
});
export const peoplePage = z.object({
  items: z.array(personSummary),
  /** People behind the point altogether, when known. */
  total: z.number().nullable(),
  nextCursor: z.string().nullable(),
});

export type QueryReply = z.infer<typeof queryReply>;
export type QueryPeopleRequest = z.input<typeof queryPeopleRequest>;
export type PeoplePage = z.infer<typeof peoplePage>;
