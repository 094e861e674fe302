import type { Delivery } from "../contract/audience.ts";
import { newId } from "./ids.ts";
import type { Store } from "./open.ts";
import type { DeliveryRow } from "./tables.ts";

/** A delivery with what is sent. */
export interface WaitingDelivery {
  id: string;
  project: string;
  subject: string;
  type: string;
  url: string;
  body: string;
  attempts: number;
}
export interface NewDelivery {
  project: string;
  subject: string;
  type: string;
  url: string;
  body: string;
  added?: number;
  removed?: number;
}
export interface Deliveries {
  add(deliveries: readonly NewDelivery[], now: Date): Promise<void>;
  /** Of each subject the oldest that waits, if it is due: what changed later is sent later. */
  due(now: Date): Promise<WaitingDelivery[]>;
  delivered(id: string, status: number, now: Date): Promise<void>;
  /** `nextAt` null: given up. */
  failed(
    id: string,
    why: { status: number | null; problem: string },
    nextAt: Date | null,
    now: Date,
  ): Promise<void>;
  /** Newest first. */
  list(project: string, subject: string): Promise<Delivery[]>;
  /** Puts one that was given up back into the queue; false when there is no such one. */
  again(project: string, subject: string, id: string, now: Date): Promise<boolean>;
  /** Whatever waits for a subject: not sent any more. */
  dropWaiting(subject: string): Promise<void>;
  forget(subject: string): Promise<void>;
  /** Removes finished ones older than this. */
  purge(before: Date): Promise<void>;
}

const most = 200;
const columns = [
  "id",
  "subject_id",
  "type",
  "url",
  "status",
  "attempts",
  "last_status",
  "last_problem",
  "added",
  "removed",
  "created_at",
  "next_at",
  "finished_at",
] as const;

/** The outbox: what is to be sent stands here before anything is said to be done, and survives a restart. */
export function deliveriesOf({ db, atomically }: Store): Deliveries {
  let sequence = 0;
  return {
    async add(deliveries, now) {
      if (deliveries.length === 0) return;
      await atomically(
        deliveries.map(({ project, subject, type, url, body, added = 0, removed = 0 }) =>
          db.insertInto("deliveries").values({
            id: newId("dlv"),
            // Sorts by time, then by order within it.
            sequence: now.getTime() * 1000 + (sequence++ % 1000),
            project_id: project,
            subject_id: subject,
            type,
            url,
            body,
            status: "waiting",
            attempts: 0,
            last_status: null,
            last_problem: null,
            added,
            removed,
            created_at: now.toISOString(),
            next_at: now.toISOString(),
            finished_at: null,
          }),
        ),
      );
    },
    async due(now) {
      const rows = await db
        .selectFrom("deliveries")
        .selectAll()
        .where("status", "=", "waiting")
        .where((e) =>
          e(
            "sequence",
            "in",
            e
              .selectFrom("deliveries as first")
              .select((f) => f.fn.min("first.sequence").as("sequence"))
              .where("first.status", "=", "waiting")
              .groupBy("first.subject_id"),
          ),
        )
        .where("next_at", "<=", now.toISOString())
        .orderBy("sequence")
        .limit(most)
        .execute();
      return rows.map((row) => ({
        id: row.id,
        project: row.project_id,
        subject: row.subject_id,
        type: row.type,
        url: row.url,
        body: row.body,
        attempts: row.attempts,
      }));
    },
    async delivered(id, status, now) {
      await db
        .updateTable("deliveries")
        .set((e) => ({
          status: "delivered",
          attempts: e("attempts", "+", 1),
          last_status: status,
          last_problem: null,
          next_at: null,
          finished_at: now.toISOString(),
          // Whom it named is known where it was sent; here a count is enough.
          body: "",
        }))
        .where("id", "=", id)
        .execute();
    },
    async failed(id, { status, problem }, nextAt, now) {
      await db
        .updateTable("deliveries")
        .set((e) => ({
          status: nextAt === null ? "failed" : "waiting",
          attempts: e("attempts", "+", 1),
          last_status: status,
          last_problem: problem,
          next_at: nextAt?.toISOString() ?? null,
          finished_at: nextAt === null ? now.toISOString() : null,
        }))
        .where("id", "=", id)
        .execute();
    },
    async list(project, subject) {
      const rows = await db
        .selectFrom("deliveries")
        .select(columns)
        .where("project_id", "=", project)
        .where("subject_id", "=", subject)
        .orderBy("sequence", "desc")
        .limit(most)
        .execute();
      return rows.map(toDelivery);
    },
    async again(project, subject, id, now) {
      const { numUpdatedRows } = await db
        .updateTable("deliveries")
        .set({ status: "waiting", attempts: 0, next_at: now.toISOString(), finished_at: null })
        .where("id", "=", id)
        .where("project_id", "=", project)
        .where("subject_id", "=", subject)
        .where("status", "=", "failed")
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async dropWaiting(subject) {
      await db
        .deleteFrom("deliveries")
        .where("subject_id", "=", subject)
        .where("status", "=", "waiting")
        .execute();
    },
    async forget(subject) {
      await db.deleteFrom("deliveries").where("subject_id", "=", subject).execute();
    },
    async purge(before) {
      await db
        .deleteFrom("deliveries")
        .where("status", "!=", "waiting")
        .where("finished_at", "<", before.toISOString())
        .execute();
    },
  };
}

function toDelivery(row: Pick<DeliveryRow, (typeof columns)[number]>): Delivery {
  return {
    id: row.id,
    subject: row.subject_id,
    type: row.type,
    url: row.url,
    status: row.status,
    attempts: row.attempts,
    lastStatus: row.last_status,
    lastProblem: row.last_problem,
    added: row.added,
    removed: row.removed,
    createdAt: row.created_at,
    nextAt: row.next_at,
    finishedAt: row.finished_at,
  };
}
