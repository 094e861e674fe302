import { LeptonError } from "@lepton/core";
import type { Job } from "../contract/project.ts";
import { newId } from "./ids.ts";
import type { Store } from "./open.ts";
import type { JobRow } from "./tables.ts";

export interface Jobs {
  start(project: string, kind: string, total: number | null): Promise<Job>;
  progress(id: string, done: number, total?: number): Promise<void>;
  finish(id: string, problem: Job["problem"]): Promise<void>;
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
          status: "running",
          done: 0,
          total,
          problem: null,
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
    async finish(id, problem) {
      await db
        .updateTable("jobs")
        .set({
          status: problem === null ? "done" : "failed",
          problem: problem === null ? null : JSON.stringify(problem),
          finished_at: new Date().toISOString(),
        })
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
        .where("status", "=", "running")
        .executeTakeFirst();
      return row === undefined ? null : toJob(row);
    },
    async failAbandoned() {
      await db
        .updateTable("jobs")
        .set({
          status: "failed",
          problem: JSON.stringify(abandoned),
          finished_at: new Date().toISOString(),
        })
        .where("status", "=", "running")
        .execute();
    },
  };
  return jobs;
}

const abandoned: Job["problem"] = {
  code: "JOB_ABANDONED",
  problem: "The server stopped while this was running.",
  next: "Start it again; what was done is not done twice.",
};

function toJob(row: JobRow): Job {
  const known = row.total !== null && row.total > 0;
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    progress: row.status === "done" ? 1 : known ? Math.min(1, row.done / (row.total ?? 1)) : null,
    done: row.done,
    total: row.total,
    problem: row.problem === null ? null : (JSON.parse(row.problem) as Job["problem"]),
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}
