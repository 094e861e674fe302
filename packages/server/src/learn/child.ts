import { type ChildProcess, fork } from "node:child_process";
import { constants, setPriority, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { LeptonError } from "@lepton/core";
import type { WorkerMessage, WorkerOrder } from "./messages.ts";

export interface ChildLimits {
  /** Megabytes of JavaScript heap. */
  memoryMb: number;
}

/** A quarter of the machine's memory, between 512 MB and 4 GB. */
export const defaultMemoryMb = (): number =>
  Math.round(Math.min(4096, Math.max(512, totalmem() / 4 / 2 ** 20)));

/**
 * The process that trains and scores, so that the server goes on answering: below normal priority, with a cap on its
 * memory. It ends when the server ends. Messages arrive in order; one `take` waits at a time.
 */
export class LearnChild {
  readonly #child: ChildProcess;
  readonly #messages: WorkerMessage[] = [];
  #waiting: (() => void) | undefined;
  #end: string | undefined;

  constructor({ memoryMb }: ChildLimits) {
    const isSource = import.meta.url.endsWith(".ts");
    this.#child = fork(fileURLToPath(new URL(`./worker.${isSource ? "ts" : "js"}`, import.meta.url)), [], {
      execArgv: [
        `--max-old-space-size=${memoryMb}`,
        ...(isSource ? ["--conditions=lepton-source", "--import", "tsx"] : []),
      ],
      env: { ...process.env, NODE_OPTIONS: "" },
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const { pid } = this.#child;
    if (pid !== undefined) lowerPriority(pid);
    this.#child.on("message", (message: WorkerMessage) => {
      this.#messages.push(message);
      this.#waiting?.();
    });
    this.#child.once("error", (error) => this.#ended(error.message));
    this.#child.once("exit", (code, signal) => this.#ended(signal ?? `code ${code}`));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Sends an order; resolves when the pipe has taken it, so that a slow reader holds the sender back. */
  send(order: WorkerOrder): Promise<void> {
    if (this.#end !== undefined) return Promise.reject(this.#gone());
    return new Promise((resolve, reject) => {
      this.#child.send(order, (error) => (error ? reject(this.#gone()) : resolve()));
    });
  }

  /** The next message. Errors: LEARN_PROCESS_ENDED; what the process failed with. */
  async take(): Promise<WorkerMessage> {
    for (;;) {
      const message = this.#messages.shift();
      if (message?.kind === "failed")
        throw new LeptonError(message.problem.code, { ...message.problem, status: 422 });
      if (message) return message;
      if (this.#end !== undefined) throw this.#gone();
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
      this.#waiting = undefined;
    }
  }

  /** Ends it at once; what it was writing stays a temporary file. */
  async stop(): Promise<void> {
    if (this.#end !== undefined) return;
    const gone = new Promise<void>((resolve) => this.#child.once("exit", () => resolve()));
    this.#child.kill("SIGKILL");
    await gone;
  }

  #ended(why: string): void {
    this.#end ??= why;
    this.#waiting?.();
  }

  #gone(): LeptonError {
    return new LeptonError("LEARN_PROCESS_ENDED", {
      problem: `The process that was learning ended (${this.#end ?? "unknown"}).`,
      next: "Start it again. If it ends again, it needs more memory: make the population smaller.",
      status: 500,
    });
  }
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Some systems allow no change; it then competes with the server as an equal.
  }
}
