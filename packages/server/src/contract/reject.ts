import { z } from "zod";
import { cursor, instant, limit } from "./common.ts";

export const rejectsQuery = z.object({
  /** E.g. `posthog`, `segment`, `import:orders.csv`. */
  source: z.string().max(300).optional(),
  code: z.string().max(100).optional(),
  limit,
  cursor: cursor.optional(),
});
export const reject = z.object({
  receivedAt: instant,
  source: z.string(),
  code: z.string(),
  field: z.string(),
  reason: z.string(),
  /** The row as it came, cut to 4 kB. */
  raw: z.string(),
});
/** Newest first; kept thirty days. */
export const rejectPage = z.object({
  items: z.array(reject),
  /** All sources seen, for the filter. */
  sources: z.array(z.object({ source: z.string(), count: z.number() })),
  nextCursor: z.string().nullable(),
});

export type Reject = z.infer<typeof reject>;
export type RejectPage = z.infer<typeof rejectPage>;
