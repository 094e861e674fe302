import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LeptonError } from "@lepton/core";
import type { LearnContext } from "../context.ts";
import type { Job } from "../contract/job.ts";
import type { Model } from "../contract/model.ts";
import type { Project } from "../contract/project.ts";
import { toProblem } from "../http/problem.ts";
import type { WaitingJob } from "../meta/jobs.ts";
import { defaultMemoryMb, LearnChild } from "./child.ts";
import { LiveCurves } from "./liveCurves.ts";
import { runScoring } from "./scoring.ts";
import { runTraining, type TrainAsked, trainAsked, type WorkHooks } from "./work.ts";

interface Running {
  id: string;
  stop: AbortController;
  child: LearnChild | undefined;
}

/**
 * Runs what trains and scores, one at a time, each in a process of its own. A job that waits survives a restart of the
 * server; one that ran when the server was closed begins anew at the next start, one that ran when it was killed is
 * marked failed. A model is in the registry only once its file is complete.
 */
export class Training {
  readonly #context: LearnContext;
  readonly #directory: string;
  readonly #memoryMb: number;
  #running: Running | undefined;
  #line: Promise<void> = Promise.resolve();
  #isClosing = false;
  /** Losses of jobs as they train, for whoever watches. */
  readonly curves = new LiveCurves();

  readonly #onIncident: (error: unknown) => void;

  /** `onIncident` hears of errors that are ours, for the log. */
  constructor(context: LearnContext, onIncident: (error: unknown) => void) {
    this.#context = context;
    this.#onIncident = onIncident;
    this.#directory = context.config.modelDirectory ?? mkdtempSync(join(tmpdir(), "lepton-models-"));
    this.#memoryMb = context.config.learnMemoryMb ?? defaultMemoryMb();
  }

  /** Where a model's file is. */
  fileOf(model: string): string {
    return join(this.#directory, `${model}.json`);
  }
  /** The process at work now. */
  get pid(): number | undefined {
    return this.#running?.child?.pid;
  }

  async train(project: string, asked: TrainAsked): Promise<Job> {
    return this.#queue(project, "train", asked.recipe.name, asked);
  }
  async score(project: string, { id, name }: Model): Promise<Job> {
    return this.#queue(project, "score", name, { model: id });
  }

  /** Stops a job at once; false when it had ended. */
  async cancel(project: string, id: string): Promise<boolean> {
    const cancelled = await this.#context.meta.jobs.cancel(project, id);
    if (cancelled && this.#running?.id === id) await this.#stop(this.#running);
    return cancelled;
  }

  /** Goes on with jobs that wait, after a start; clears away what a killed process left half-written. */
  resume(): void {
    mkdirSync(this.#directory, { recursive: true });
    for (const name of readdirSync(this.#directory))
      if (name.endsWith(".part")) rmSync(join(this.#directory, name), { force: true });
    this.#go();
  }

  /** Stops; what runs waits again, for the next start. */
  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#running) {
      await this.#context.meta.jobs.requeue(this.#running.id);
      await this.#stop(this.#running);
    }
    await this.#line;
    if (this.#context.config.modelDirectory === null)
      rmSync(this.#directory, { recursive: true, force: true });
  }

  async #queue(project: string, kind: string, subject: string, request: unknown): Promise<Job> {
    // Fails here, not in the background, while the warehouse is still opening.
    await this.#context.warehouse.health();
    const waiting = (await this.#context.meta.jobs.list(project)).filter(({ status }) => status === "queued");
    if (waiting.length >= mostWaiting) throw tooMany(waiting.length);
    const job = await this.#context.meta.jobs.queue(project, kind, subject, request);
    this.#go();
    return job;
  }

  #go(): void {
    this.#line = this.#line.then(async () => {
      while (!this.#isClosing) {
        const next = await this.#context.meta.jobs.takeNext();
        if (next === null) return;
        await this.#run(next);
      }
    });
    // The store itself may be closing: the jobs are told about at the next start.
    this.#line = this.#line.catch(() => {});
  }

  async #run(job: WaitingJob): Promise<void> {
    const { jobs, projects } = this.#context.meta;
    const running: Running = { id: job.id, stop: new AbortController(), child: undefined };
    this.#running = running;
    let reported: Promise<void> = Promise.resolve();
    const hooks: WorkHooks = {
      signal: running.stop.signal,
      fileOf: (model) => this.fileOf(model),
      child: () => {
        running.child = new LearnChild({ memoryMb: this.#memoryMb });
        return running.child;
      },
      onProgress: ({ share, step, secondsLeft }, line) => {
        const lines = line === undefined ? [] : [{ at: new Date().toISOString(), text: line }];
        const progress = { done: Math.round(1000 * share), step, secondsLeft };
        reported = reported.then(() => jobs.report(job.id, progress, lines)).catch(() => {});
      },
      onCurve: (points) => this.curves.add(job.id, points),
    };
    try {
      mkdirSync(this.#directory, { recursive: true });
      const project = { ...(await projects.get(job.project)), role: "editor" as const };
      const result = await this.#work(job, project, hooks);
      await reported;
      await jobs.finish(job.id, null, result);
    } catch (error) {
      await reported;
      // Cancelled or closing: the job says so already.
      if (running.stop.signal.aborted) return;
      const { problem: told, incident } = toProblem(error);
      if (incident) this.#onIncident(error);
      const { code, problem, next, field } = told;
      await jobs.finish(job.id, { code, problem, next, ...(field === undefined ? {} : { field }) });
    } finally {
      await running.child?.stop();
      this.#running = undefined;
    }
  }

  async #work(job: WaitingJob, project: Project, hooks: WorkHooks): Promise<string> {
    if (job.kind === "train") {
      const model = await runTraining(this.#context, project, trainAsked.parse(job.request), hooks);
      return model.id;
    }
    const { model: id } = job.request as { model: string };
    await runScoring(this.#context, project, await this.#context.meta.models.get(project.id, id), hooks);
    return id;
  }

  async #stop(running: Running): Promise<void> {
    running.stop.abort();
    await running.child?.stop();
  }

  /** Stops a project's jobs and removes its models' files, before the project itself goes. */
  async forgetProject(project: string): Promise<void> {
    const { jobs, models, modelChecks } = this.#context.meta;
    for (const { id, status, kind } of await jobs.list(project))
      if (kind !== "sample" && (status === "queued" || status === "running")) await this.cancel(project, id);
    for (const { id } of await models.list(project)) {
      await modelChecks.remove(id);
      await this.removeFile(id);
    }
  }

  async removeFile(model: string): Promise<void> {
    await rm(this.fileOf(model), { force: true });
  }
}

/** Jobs of a project that may wait at once. */
const mostWaiting = 20;
const tooMany = (waiting: number) =>
  new LeptonError("JOBS_TOO_MANY", {
    problem: "Too many jobs of this project wait already.",
    received: `${waiting} waiting`,
    next: "Wait for some to end, or cancel them.",
    status: 429,
  });
