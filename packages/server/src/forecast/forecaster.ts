import { type ChildProcess, fork } from "node:child_process";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { LeptonError } from "@lepton/core";
import type { StudyMessage, StudyOrder, StudyResult } from "./messages.ts";

export interface StudyHooks {
  signal: AbortSignal;
  onBegin(): void;
  onProgress(share: number, step: string): void;
}
interface Task extends StudyHooks {
  id: number;
  order: StudyOrder;
  settle: { resolve(result: StudyResult): void; reject(error: unknown): void };
}

/** More than this many lines in waiting are refused: somebody would wait for minutes. */
const mostWaiting = 40;
/** The process goes when nothing was asked for so long. */
const idleMs = 5 * 60_000;
const heapMb = 512;

/**
 * Forecasts in a process of its own, below normal priority, one line at a time, so that the server goes on answering.
 * The process starts with the first forecast and stays warm for a while. Whoever goes away frees it: what runs for them
 * is ended with the process.
 */
export class Forecaster {
  readonly #waiting: Task[] = [];
  #running: Task | undefined;
  #child: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #ids = 0;

  /** Errors: FORECAST_BUSY (503), FORECAST_PROCESS_ENDED, the signal's reason, what the study failed with. */
  study(order: StudyOrder, hooks: StudyHooks): Promise<StudyResult> {
    const { signal } = hooks;
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#waiting.length >= mostWaiting) return Promise.reject(busy());
    return new Promise((resolve, reject) => {
      const task: Task = { id: ++this.#ids, order, ...hooks, settle: { resolve, reject } };
      const leave = () => this.#leave(task);
      signal.addEventListener("abort", leave, { once: true });
      const done =
        <T>(settle: (value: T) => void) =>
        (value: T) => {
          signal.removeEventListener("abort", leave);
          settle(value);
        };
      task.settle = { resolve: done(resolve), reject: done(reject) };
      this.#waiting.push(task);
      this.#next();
    });
  }

  /** The process at work; undefined when none is warm. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Ends the process; whoever waits is told. */
  close(): void {
    const left = [...this.#waiting.splice(0), ...(this.#running ? [this.#running] : [])];
    this.#running = undefined;
    this.#stop();
    for (const task of left) task.settle.reject(ended("the server is closing"));
  }

  #next(): void {
    if (this.#running) return;
    clearTimeout(this.#idle);
    const task = this.#waiting.shift();
    if (!task) {
      this.#idle = setTimeout(() => this.#stop(), idleMs);
      this.#idle.unref();
      return;
    }
    this.#running = task;
    task.onBegin();
    this.#child ??= this.#start();
    this.#child.send({ id: task.id, order: task.order });
  }

  #leave(task: Task): void {
    const at = this.#waiting.indexOf(task);
    if (at >= 0) this.#waiting.splice(at, 1);
    else if (this.#running === task) {
      // A fit looks up only between steps: ending the process is sure, and a new one is there in a moment.
      this.#running = undefined;
      this.#stop();
    }
    task.settle.reject(task.signal.reason);
    this.#next();
  }

  #start(): ChildProcess {
    const isSource = import.meta.url.endsWith(".ts");
    const child = fork(fileURLToPath(new URL(`./worker.${isSource ? "ts" : "js"}`, import.meta.url)), [], {
      execArgv: [
        `--max-old-space-size=${heapMb}`,
        ...(isSource ? ["--conditions=lepton-source", "--import", "tsx"] : []),
      ],
      env: { ...process.env, NODE_OPTIONS: "" },
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    if (child.pid !== undefined) lowerPriority(child.pid);
    child.on("message", (message: StudyMessage) => this.#take(message));
    const gone = (why: string) => {
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#end((task) => task.settle.reject(ended(why)));
    };
    child.once("error", (error) => gone(error.message));
    child.once("exit", (code, signal) => gone(signal ?? `code ${code}`));
    return child;
  }

  #take(message: StudyMessage): void {
    if (this.#running?.id !== message.id) return;
    if (message.kind === "progress") this.#running.onProgress(message.share, message.step);
    else
      this.#end(({ settle }) =>
        message.kind === "done"
          ? settle.resolve(message.result)
          : settle.reject(new LeptonError(message.problem.code, { ...message.problem, status: 422 })),
      );
  }

  #end(settle: (task: Task) => void): void {
    const task = this.#running;
    this.#running = undefined;
    if (task) settle(task);
    this.#next();
  }

  #stop(): void {
    clearTimeout(this.#idle);
    const child = this.#child;
    this.#child = undefined;
    child?.kill("SIGKILL");
  }
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Some systems allow no change; it then competes with the server as an equal.
  }
}

const busy = () =>
  new LeptonError("FORECAST_BUSY", {
    problem: "Too many forecasts are waiting.",
    received: `${mostWaiting} lines before this one`,
    next: "Try again in a few seconds.",
    status: 503,
  });
const ended = (why: string) =>
  new LeptonError("FORECAST_PROCESS_ENDED", {
    problem: `The process that forecasts ended (${why}).`,
    next: "Ask again; if it ends again, choose a shorter range.",
    status: 503,
  });
