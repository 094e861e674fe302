import type { AppContext } from "../context.ts";
import type { ActSchedule, Audience, AudienceRun } from "../contract/audience.ts";
import type { Project } from "../contract/project.ts";
import { runAlert } from "./alertRun.ts";
import { runAudience } from "./audienceRun.ts";
import { MemberSets } from "./memberSets.ts";
import { Outbox } from "./outbox.ts";
import { secretBox } from "./secrets.ts";

/** How often it looks whether something is due, milliseconds. */
const tickMs = 15_000;
const hourMs = 3_600_000;
const everyMs: Record<ActSchedule, number> = {
  manual: Number.POSITIVE_INFINITY,
  hourly: hourMs,
  daily: 24 * hourMs,
};

/** What acts by itself: audiences and alerts on their schedule, and the outbox of webhooks. */
export class Act {
  readonly outbox: Outbox;
  readonly members: MemberSets;
  readonly #context: Pick<AppContext, "warehouse" | "meta" | "config" | "isReady">;
  readonly #onError: (error: unknown) => void;
  readonly #stop = new AbortController();
  /** Runs of one audience wait for each other, so that nobody is added twice. */
  readonly #running = new Map<string, Promise<unknown>>();
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> | undefined;

  constructor(
    context: Pick<AppContext, "warehouse" | "meta" | "config" | "isReady">,
    onError: (error: unknown) => void,
  ) {
    this.#context = context;
    this.#onError = onError;
    this.outbox = new Outbox(context.meta, secretBox(context.config.secretKeyFile));
    this.members = new MemberSets(context);
  }

  /** Looks for what is due from now on. */
  start(): void {
    this.#timer ??= setInterval(() => void this.tick(new Date()), tickMs);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#stop.abort();
    await this.#ticking;
    await Promise.allSettled(this.#running.values());
    await this.outbox.settled();
  }

  /** Does whatever is due; a second call meanwhile waits for the first. */
  tick(now: Date): Promise<void> {
    this.#ticking ??= this.#tick(now).finally(() => {
      this.#ticking = undefined;
    });
    return this.#ticking;
  }

  /** Brings an audience up to date and sends what that asks for. */
  async deliver(project: Project, audience: Audience, now: Date): Promise<AudienceRun> {
    const done = await this.#alone(audience.id, () =>
      runAudience(this.#context, project, audience, now, this.#stop.signal),
    );
    // Sent beside the reply: a slow receiver keeps nobody waiting.
    void this.#guarded(() => this.outbox.drain(now));
    return done;
  }

  async #tick(now: Date): Promise<void> {
    if (!this.#context.isReady()) return;
    const { meta } = this.#context;
    const { signal } = this.#stop;
    for (const { project: projectId, id } of await meta.acting.subjects("audiences")) {
      if (signal.aborted) return;
      await this.#guarded(async () => {
        const audience = { ...(await meta.audiences.get(projectId, id)), delivered: 0, heldOut: 0 };
        if (!isDue(audience.lastRunAt, everyMs[audience.schedule], now)) return;
        const project: Project = { ...(await meta.projects.get(projectId)), role: "editor" };
        try {
          await this.#alone(id, () => runAudience(this.#context, project, audience, now, signal));
        } catch (error) {
          const lastProblem = error instanceof Error ? error.message : String(error);
          await meta.audiences.update(projectId, id, { lastRunAt: now.toISOString(), lastProblem });
          throw error;
        }
      });
    }
    for (const { project: projectId, id } of await meta.acting.subjects("alerts")) {
      if (signal.aborted) return;
      await this.#guarded(async () => {
        const alert = await meta.alerts.get(projectId, id);
        if (!alert.isOn || !isDue(alert.lastCheckedAt, everyMs[alert.schedule], now)) return;
        const project: Project = { ...(await meta.projects.get(projectId)), role: "editor" };
        await runAlert(this.#context, project, alert, now, signal);
      });
    }
    await this.#guarded(() => this.outbox.drain(now));
  }

  async #alone<T>(id: string, run: () => Promise<T>): Promise<T> {
    const before = this.#running.get(id);
    const own = (async () => {
      await before?.catch(() => {});
      return run();
    })();
    this.#running.set(id, own);
    try {
      return await own;
    } finally {
      if (this.#running.get(id) === own) this.#running.delete(id);
    }
  }

  /** One thing that fails keeps the others from nothing. */
  async #guarded(run: () => Promise<unknown>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#onError(error);
    }
  }
}

function isDue(last: string | null, every: number, now: Date): boolean {
  if (!Number.isFinite(every)) return false;
  return last === null || now.getTime() - Date.parse(last) >= every;
}
