import { z } from "zod";
import { id, instant } from "./common.ts";

export const jobStatus = z.enum(["queued", "running", "done", "failed", "cancelled"]);

/** Work that takes longer than a request: the sample company, training, scoring. */
export const job = z.object({
  id,
  /** `sample`, `train` or `score`. */
  kind: z.string(),
  status: jobStatus,
  /** Share done in [0, 1]; null when the total is unknown. */
  progress: z.number().min(0).max(1).nullable(),
  /** Rows (sample) or thousandths (train, score) done so far. */
  done: z.number(),
  total: z.number().nullable(),
  /** Name of the model it trains or scores with; null for other work. */
  subject: z.string().nullable(),
  /** Id of the model it made; null until done. */
  result: z.string().nullable(),
  /** What it is doing now: `features`, `train`, `evaluate`, `save`, `score`, `explain`; null before and after. */
  step: z.string().nullable(),
  /** Expected seconds to the end; null when unknown. */
  secondsLeft: z.number().nullable(),
  /** What happened, newest last, at most 200 lines; lists leave it empty. */
  log: z.array(z.object({ at: instant, text: z.string() })),
  /** Why it failed. */
  problem: z
    .object({ code: z.string(), problem: z.string(), next: z.string(), field: z.string().optional() })
    .nullable(),
  /** When it began; while queued, when it was asked for. */
  startedAt: instant,
  finishedAt: instant.nullable(),
});
export const jobsQuery = z.object({
  kind: z.string().max(32).optional(),
  subject: z.string().max(64).optional(),
});
/** Newest first, at most 200. */
export const jobList = z.object({ items: z.array(job) });

export type JobStatus = z.infer<typeof jobStatus>;
export type Job = z.infer<typeof job>;
export type JobsQuery = z.input<typeof jobsQuery>;
export type JobList = z.infer<typeof jobList>;
