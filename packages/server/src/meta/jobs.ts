import { LeptonError } from "@lepton/core";
import type { Job } from "../contract/job.ts";
import { newId } from "./ids.ts";
import type { Store } from "./open.ts";
import type { JobRow } from "./tables.ts";

export interface JobProgress {
  done?: number;
  total?: number;
  step?: string;
  secondsLeft?: number | null;
}
/** A job that waits, with what it was asked to do. */
export interface WaitingJob {
  id: string;
  project: string;
  kind: string;
  request: unknown;
}
export interface Jobs {
  start(project: string, kind: string, total: number | null): Promise<Job>;
  /** A job that waits for its turn. `request`: what it is asked to do, as plain data. */
  queue(project: string, kind: string, subject: string, request: unknown): Promise<Job>;
  /** Takes the oldest waiting job and marks it running; null when none waits. */
  takeNext(): Promise<WaitingJob | null>;
  progress(id: string, done: number, total?: number): Promise<void>;
  /** What a running job is doing, and lines for its log. */
  report(id: string, progress: JobProgress, lines?: Job["log"]): Promise<void>;
  /** Ends a running job; one that was cancelled meanwhile stays cancelled. */
  finish(id: string, problem: Job["problem"], result?: string): Promise<void>;
  /** Marks a waiting or running job cancelled; false when it had ended. */
  cancel(project: string, id: string): Promise<boolean>;
  /** Lets a running job wait again, from its beginning. */
  requeue(id: string): Promise<void>;
  get(project: string, id: string): Promise<Job>;
  /** Newest first, without their logs. */
  list(project: string, of?: { kind?: string; subject?: string }): Promise<Job[]>;
  /** The running job of that kind, if any. */
  running(project: string, kind: string): Promise<Job | null>;
  /** Jobs of a process that is gone: marked failed at start. Those that only waited still wait. */
  failAbandoned(): Promise<void>;
}

const mostListed = 200;
const mostLines = 200;

/** Work that outlives its request. */
export function jobsOf({ db }: Store): Jobs {
  const add = async (project: string, job: Pick<JobRow, "kind" | "status"> & Partial<JobRow>) => {
    const id = newId("job");
    await db
      .insertInto("jobs")
      .values({
        done: 0,
        total: null,
        subject: null,
        result: null,
        step: null,
        seconds_left: null,
        log: "[]",
        request: null,
        problem: null,
        started_at: new Date().toISOString(),
        finished_at: null,
        ...job,
        id,
        project_id: project,
      })
      .execute();
    return jobs.get(project, id);
  };
  const jobs: Jobs = {
    start: (project, kind, total) => add(project, { kind, status: "running", total }),
    queue: (project, kind, subject, request) =>
      add(project, { kind, status: "queued", total: 1000, subject, request: JSON.stringify(request) }),
    async takeNext() {
      const next = await db
        .selectFrom("jobs")
        .selectAll()
        .where("status", "=", "queued")
        .orderBy("started_at")
        .orderBy("id")
        .executeTakeFirst();
      if (next === undefined) return null;
      const { numUpdatedRows } = await db
        .updateTable("jobs")
        .set({ status: "running", started_at: new Date().toISOString() })
        .where("id", "=", next.id)
        .where("status", "=", "queued")
        .executeTakeFirst();
      // Cancelled between the two statements: the next one is asked for.
      if (numUpdatedRows === 0n) return jobs.takeNext();
      const { id, project_id: project, kind, request } = next;
      return { id, project, kind, request: request === null ? null : (JSON.parse(request) as unknown) };
    },
    async progress(id, done, total) {
      await jobs.report(id, total === undefined ? { done } : { done, total });
    },
    async report(id, { done, total, step, secondsLeft }, lines = []) {
      const change: Partial<JobRow> = {
        ...(done === undefined ? {} : { done }),
        ...(total === undefined ? {} : { total }),
        ...(step === undefined ? {} : { step }),
        ...(secondsLeft === undefined ? {} : { seconds_left: secondsLeft }),
      };
      if (lines.length > 0) {
        const row = await db.selectFrom("jobs").select("log").where("id", "=", id).executeTakeFirst();
        const log = [...(JSON.parse(row?.log ?? "[]") as Job["log"]), ...lines];
        change.log = JSON.stringify(log.slice(-mostLines));
      }
      if (Object.keys(change).length === 0) return;
      await db.updateTable("jobs").set(change).where("id", "=", id).where("status", "=", "running").execute();
    },
    async finish(id, problem, result) {
      await db
        .updateTable("jobs")
        .set({
          status: problem === null ? "done" : "failed",
          problem: problem === null ? null : JSON.stringify(problem),
          ...ended(),
          ...(result === undefined ? {} : { result }),
        })
        .where("id", "=", id)
        .where("status", "=", "running")
        .execute();
    },
    async cancel(project, id) {
      await jobs.get(project, id);
      const { numUpdatedRows } = await db
        .updateTable("jobs")
        .set({ status: "cancelled", ...ended() })
        .where("project_id", "=", project)
        .where("id", "=", id)
        .where("status", "in", ["queued", "running"])
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async requeue(id) {
      await db
        .updateTable("jobs")
        .set({ status: "queued", done: 0, step: null, seconds_left: null, log: "[]" })
        .where("id", "=", id)
        .where("status", "=", "running")
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
    async list(project, { kind, subject } = {}) {
      let query = db
        .selectFrom("jobs")
        .selectAll()
        .where("project_id", "=", project)
        .orderBy("started_at", "desc")
        .limit(mostListed);
      if (kind !== undefined) query = query.where("kind", "=", kind);
      if (subject !== undefined) query = query.where("subject", "=", subject);
      return (await query.execute()).map((row) => ({ ...toJob(row), log: [] }));
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
        .set({ status: "failed", problem: JSON.stringify(abandoned), ...ended() })
        .where("status", "=", "running")
        .execute();
    },
  };
  return jobs;
}

const ended = () => ({ step: null, seconds_left: null, finished_at: new Date().toISOString() });

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
    subject: row.subject,
    result: row.result,
    step: row.step,
    secondsLeft: row.seconds_left,
    log: JSON.parse(row.log) as Job["log"],
    problem: row.problem === null ? null : (JSON.parse(row.problem) as Job["problem"]),
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}
