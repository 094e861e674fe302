import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { Agent, type AgentOptions, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LeptonError } from "@lepton/core";
import type { EngineOptions } from "../engine/config.ts";
import type { EngineMessage, EngineOrder } from "../engine/main.ts";
import { memoryCap, residentBytes } from "./memory.ts";

export interface EngineSetup {
  /** ClickHouse's own folder. */
  store: string;
  memoryBytes?: number;
  /** Sessions for analytics; default 4. */
  readers?: number;
  /** Milliseconds between two pings; default 5000. Twelve unanswered ones, and the engine is restarted. */
  pingEveryMs?: number;
}

/** How long a new call waits for an engine that restarts, ms. */
const patienceMs = 15_000;
/** Pings go out this often, ms. */
const pingEveryMs = 5_000;
/** An engine that leaves this many unanswered hangs. Many, because a busy machine is no reason to kill it. */
const pingsMissed = 12;

/** The engine's process: started, watched, restarted when it exits or hangs, closed without leaving a child behind. */
export class Engine {
  readonly agent: Agent;
  readonly secret = randomBytes(24).toString("hex");
  readonly memoryBytes: number;
  restarts = 0;
  #child: ChildProcess | undefined;
  #ready: Promise<void> = Promise.resolve();
  #isReady = false;
  #isClosed = false;
  /** Pings since the last answer; counted, not timed, so that a machine waking from sleep kills nothing. */
  #unanswered = 0;
  readonly #pingEveryMs: number;
  #watch: NodeJS.Timeout | undefined;
  readonly #runtime: string;
  readonly #options: EngineOptions;

  constructor(setup: EngineSetup) {
    this.#pingEveryMs = setup.pingEveryMs ?? pingEveryMs;
    this.memoryBytes = setup.memoryBytes ?? memoryCap();
    this.#runtime = mkdtempSync(join(tmpdir(), "lepton-"));
    chmodSync(this.#runtime, 0o700);
    mkdirSync(setup.store, { recursive: true });
    const socketPath = join(this.#runtime, "engine.sock");
    const connection: AgentOptions & { socketPath: string } = {
      socketPath,
      keepAlive: true,
      maxSockets: 256,
    };
    this.agent = new Agent(connection);
    this.#options = {
      store: setup.store,
      runtime: this.#runtime,
      socketPath,
      secret: this.secret,
      memoryBytes: this.memoryBytes,
      readers: setup.readers ?? 4,
    };
  }

  /** Where the engine listens. */
  get socketPath(): string {
    return this.#options.socketPath;
  }
  get pid(): number | undefined {
    return this.#child?.pid;
  }
  get residentBytes(): number {
    return residentBytes(this.pid);
  }
  get isReady(): boolean {
    return this.#isReady;
  }

  /** First start; rejects when the store cannot be opened. */
  async start(): Promise<void> {
    // After a kill of the former parent its engine needs a moment to let go of the store.
    for (let attempt = 0; ; attempt++)
      try {
        await this.#spawn();
        break;
      } catch (error) {
        const isHeld = (error as Error).message.includes("Cannot lock file");
        if (!isHeld || attempt === 20) {
          await this.close();
          throw new LeptonError(
            "WAREHOUSE_NOT_OPENED",
            {
              problem: "The embedded ClickHouse could not open its data folder.",
              received: `${this.#options.store}: ${(error as Error).message.slice(0, 300)}`,
              next: "Run `lepton doctor`; if the files are damaged, restore the last backup.",
              status: 503,
            },
            { cause: error },
          );
        }
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    this.#watch = setInterval(() => this.#ping(), this.#pingEveryMs);
    this.#watch.unref();
  }

  /** Resolves when statements can be sent; rejects with "try again" when the engine does not come back in time. */
  async ready(): Promise<void> {
    if (this.#isReady) return;
    const late = new Promise<never>((_, reject) =>
      setTimeout(() => reject(this.#restarting()), patienceMs).unref(),
    );
    await Promise.race([this.#ready.catch(() => Promise.reject(this.#restarting())), late]);
    if (this.#isClosed) throw this.#restarting();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isReady = false;
    clearInterval(this.#watch);
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      if (child.connected) child.send({ kind: "close" } satisfies EngineOrder);
      const impatient = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await gone;
      clearTimeout(impatient);
    }
    this.agent.destroy();
    rmSync(this.#runtime, { recursive: true, force: true });
  }

  #restarting(): LeptonError {
    return new LeptonError("WAREHOUSE_RESTARTING", {
      problem: this.#isClosed ? "The warehouse is closed." : "The embedded ClickHouse is being restarted.",
      next: "Try again in a few seconds; nothing acknowledged is lost.",
      status: 503,
    });
  }

  #spawn(): Promise<void> {
    const isSource = import.meta.url.endsWith(".ts");
    const child = fork(
      fileURLToPath(new URL(`../engine/main.${isSource ? "ts" : "js"}`, import.meta.url)),
      [],
      {
        execArgv: isSource ? ["--conditions=lepton-source", "--import", "tsx"] : [],
        // Each running statement holds one thread of libuv's pool; its default of 4 would queue them.
        env: { ...process.env, UV_THREADPOOL_SIZE: String(this.#options.readers + 6), NODE_OPTIONS: "" },
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      },
    );
    this.#child = child;
    this.#ready = new Promise((resolve, reject) => {
      child.on("message", (message: EngineMessage) => {
        if (message.kind === "failed") {
          child.kill("SIGKILL");
          return reject(new Error(message.message));
        }
        this.#isReady = true;
        this.#unanswered = 0;
        resolve();
      });
      child.once("error", reject);
      child.once("exit", (code, signal) => {
        const wasReady = this.#isReady;
        this.#isReady = false;
        // Kept connections lead nowhere now.
        this.agent.destroy();
        reject(new Error(`the engine ended with ${signal ?? `code ${code}`}`));
        if (wasReady && this.#child === child && !this.#isClosed) this.#restart(0);
      });
    });
    this.#ready.catch(() => undefined);
    child.send({ kind: "open", options: this.#options } satisfies EngineOrder);
    return this.#ready;
  }

  #restart(attempt: number): void {
    if (this.#isClosed) return;
    this.restarts++;
    this.#spawn().catch(() => {
      setTimeout(() => this.#restart(attempt + 1), Math.min(200 * 2 ** attempt, 5_000)).unref();
    });
  }

  #ping(): void {
    if (!this.#isReady) return;
    if (this.#unanswered >= pingsMissed) {
      this.#unanswered = 0;
      this.#child?.kill("SIGKILL");
      return;
    }
    this.#unanswered++;
    const ask = request(
      {
        agent: this.agent,
        path: "/?query=SELECT%201",
        auth: `lepton:${this.secret}`,
        headers: { "x-lepton-lane": "control" },
      },
      (response) => {
        this.#unanswered = 0;
        response.resume();
      },
    );
    ask.once("error", () => undefined);
    ask.setTimeout(this.#pingEveryMs * pingsMissed, () => ask.destroy());
    ask.end();
  }
}
