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
  /** What it is doing now: `features`, `train`, `evaluate`, `save`, `score`, `explain`, `monitor`; null before and after. */
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

/** Losses of one model that a training fits, by epoch or round. */
export const learningSeries = z.object({
  /** Name of the estimator. */
  model: z.string(),
  /** Which of the models that are averaged, from 0. */
  run: z.number(),
  /** `loss` on the rows it learns from, `val_loss` on rows held out, and what else it reports. */
  name: z.string(),
  points: z.array(z.object({ x: z.number(), y: z.number() })),
});
/** Thinned: every point up to 100, every second up to 200, and so on. Kept for the newest jobs until a restart. */
export const learningCurves = z.object({ series: z.array(learningSeries) });
/**
 * `data:` of each server-sent event named `job`: how far it is, and points since the event before. The first one of a
 * connection has all points; the last one has a job that ended.
 */
export const jobMessage = z.object({ job, isWhole: z.boolean(), series: z.array(learningSeries) });

export type JobStatus = z.infer<typeof jobStatus>;
export type Job = z.infer<typeof job>;
export type JobsQuery = z.input<typeof jobsQuery>;
export type JobList = z.infer<typeof jobList>;
export type LearningSeries = z.infer<typeof learningSeries>;
export type LearningCurves = z.infer<typeof learningCurves>;
export type JobMessage = z.infer<typeof jobMessage>;
