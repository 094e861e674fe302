import { LeptonError } from "@lepton/core";
import type { Job } from "../contract/project.ts";
import { newId } from "./ids.ts";
import type { Store } from "./open.ts";
import type { JobRow } from "./tables.ts";

export interface Jobs {
  start(project: string, kind: string, total: number | null): Promise<Job>;
  progress(id: string, done: number, total?: number): Promise<void>;
  finish(id: string, state: "done" | "failed", message: string | null): Promise<void>;
  get(project: string, id: string): Promise<Job>;
  /** The running job of that kind, if any. */
  running(project: string, kind: string): Promise<Job | null>;
  /** Jobs of a process that is gone: marked failed at start. */
  failAbandoned(): Promise<void>;
}

/** Work that outlives its request. */
export function jobsOf({ db }: Store): Jobs {
  const jobs: Jobs = {
    async start(project, kind, total) {
      const id = newId("job");
      await db
        .insertInto("jobs")
        .values({
          id,
          project_id: project,
          kind,
          state: "running",
          done: 0,
          total,
          message: null,
          started_at: new Date().toISOString(),
          finished_at: null,
        })
        .execute();
      return jobs.get(project, id);
    },
    async progress(id, done, total) {
      await db
        .updateTable("jobs")
        .set(total === undefined ? { done } : { done, total })
        .where("id", "=", id)
        .execute();
    },
    async finish(id, state, message) {
      await db
        .updateTable("jobs")
        .set({ state, message, finished_at: new Date().toISOString() })
        .where("id", "=", id)
        .execute();
    },
    async get(project, id) {
      const row = await db
        .selectFrom("jobs")
        .selectAll()
        .where("project_id", "=", project)
        .where("id", "=", id)
        .executeTakeFirst();
      if (row === undefined)
        throw new LeptonError("JOB_NOT_FOUND", {
          problem: "This project has no such job.",
          received: id,
          next: "Start it again.",
          status: 404,
        });
      return toJob(row);
    },
    async running(project, kind) {
      const row = await db
        .selectFrom("jobs")
        .selectAll()
        .where("project_id", "=", project)
        .where("kind", "=", kind)
        .where("state", "=", "running")
        .executeTakeFirst();
      return row === undefined ? null : toJob(row);
    },
    async failAbandoned() {
      await db
        .updateTable("jobs")
        .set({
          state: "failed",
          message: "The server stopped while this was running.",
          finished_at: new Date().toISOString(),
        })
        .where("state", "=", "running")
        .execute();
    },
  };
  return jobs;
}

function toJob(row: JobRow): Job {
  const known = row.total !== null && row.total > 0;
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    progress: row.state === "done" ? 1 : known ? Math.min(1, row.done / (row.total ?? 1)) : null,
    done: row.done,
    total: row.total,
    message: row.message,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}
