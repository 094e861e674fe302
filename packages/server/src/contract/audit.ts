import { z } from "zod";
import { cursor, instant, limit } from "./common.ts";

export const auditQuery = z.object({ limit, cursor: cursor.optional() });
export const auditEntry = z.object({
  id: z.string(),
  at: instant,
  /** Email of the member, `key:NAME`, or `cli`. */
  actor: z.string(),
  /** E.g. `member.create`, `key.revoke`. */
  action: z.string(),
  /** What it was done to. */
  target: z.string(),
  /** Changed fields; never secrets. */
  detail: z.record(z.string(), z.unknown()),
  ip: z.string(),
});
export const auditPage = z.object({ items: z.array(auditEntry), nextCursor: z.string().nullable() });

export type AuditEntry = z.infer<typeof auditEntry>;
export type AuditPage = z.infer<typeof auditPage>;
