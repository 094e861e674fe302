import type { AuditEntry, AuditPage } from "../contract/audit.ts";
import type { Store } from "./open.ts";

export interface AuditRecord {
  project: string | null;
  /** Email of the member, `key:NAME`, or `cli`. */
  actor: string;
  action: string;
  target: string;
  /** Changed fields; the caller leaves secrets out. */
  detail?: Record<string, unknown>;
  ip: string;
}
export interface Audit {
  record(entry: AuditRecord): Promise<void>;
  /** Newest first. */
  list(project: string, limit: number, cursor?: string): Promise<AuditPage>;
}

/** Who changed what, when; rows are only ever added. */
export function auditOf({ db }: Store): Audit {
  let sequence = 0;
  return {
    async record({ project, actor, action, target, detail = {}, ip }) {
      sequence = (sequence + 1) % 1_000_000;
      const now = Date.now();
      await db
        .insertInto("audit")
        .values({
          // Sorts by time, then by order within the millisecond: the cursor of the list.
          id: `${String(now).padStart(15, "0")}-${String(sequence).padStart(6, "0")}-${process.pid}`,
          at: new Date(now).toISOString(),
          project_id: project,
          actor,
          action,
          target,
          detail: JSON.stringify(detail),
          ip,
        })
        .execute();
    },
    async list(project, limit, cursor) {
      let query = db
        .selectFrom("audit")
        .selectAll()
        .where("project_id", "=", project)
        .orderBy("id", "desc")
        .limit(limit + 1);
      if (cursor !== undefined) query = query.where("id", "<", cursor);
      const rows = await query.execute();
      const items: AuditEntry[] = rows.slice(0, limit).map((row) => ({
        id: row.id,
        at: row.at,
        actor: row.actor,
        action: row.action,
        target: row.target,
        detail: JSON.parse(row.detail) as Record<string, unknown>,
        ip: row.ip,
      }));
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
  };
}
