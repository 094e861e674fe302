import { Session } from "chdb";

/** Who is served by which sessions: one runs one statement at a time, so lanes never wait for each other. */
export type Lane = "control" | "write" | "read";

interface Waiting {
  resolve(session: PooledSession): void;
  cancelled: boolean;
}

/** A session and what earlier statements left in it. */
export interface PooledSession {
  session: Session;
  lane: Lane;
  /** Parameter names already set here; `SET param_x` stays until it is set again. */
  known: Set<string>;
}

export class TooManyWaiting extends Error {}

/** Sessions over one data directory, handed out first come, first served within a lane. */
export class Pool {
  readonly #all: PooledSession[] = [];
  readonly #idle: Record<Lane, PooledSession[]> = { control: [], write: [], read: [] };
  readonly #waiting: Record<Lane, Waiting[]> = { control: [], write: [], read: [] };

  constructor(path: string, connectionArgs: string[], readers: number) {
    const sizes: Record<Lane, number> = { control: 1, write: 1, read: readers };
    for (const lane of ["control", "write", "read"] as const)
      for (let i = 0; i < sizes[lane]; i++) {
        const pooled = { session: new Session(path, { connectionArgs }), lane, known: new Set<string>() };
        this.#all.push(pooled);
        this.#idle[lane].push(pooled);
      }
  }

  /** Waits for a session of the lane; `onCancel` receives a function that leaves the queue. */
  take(lane: Lane, onCancel?: (cancel: () => void) => void): Promise<PooledSession> {
    const idle = this.#idle[lane].pop();
    if (idle) return Promise.resolve(idle);
    if (this.#waiting[lane].length >= 500) return Promise.reject(new TooManyWaiting());
    return new Promise((resolve) => {
      const waiting: Waiting = { resolve, cancelled: false };
      this.#waiting[lane].push(waiting);
      onCancel?.(() => {
        waiting.cancelled = true;
      });
    });
  }

  give(pooled: PooledSession): void {
    const queue = this.#waiting[pooled.lane];
    for (let next = queue.shift(); next; next = queue.shift())
      if (!next.cancelled) {
        next.resolve(pooled);
        return;
      }
    this.#idle[pooled.lane].push(pooled);
  }

  close(): void {
    for (const { session } of this.#all) session.close();
  }
}
