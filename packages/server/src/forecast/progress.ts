import type { ForecastProgress } from "../contract/forecast.ts";

/** Tells how far one request is. */
export interface ProgressOf {
  waiting(): void;
  at(share: number, step: string): void;
  end(): void;
}

/** How far requests are, by project and ticket; gone when they are answered. */
export class ProgressBoard {
  readonly #all = new Map<string, ForecastProgress>();

  of(project: string, ticket: string | undefined): ProgressOf {
    const key = `${project} ${ticket}`;
    const set = (progress: ForecastProgress) => {
      if (ticket !== undefined) this.#all.set(key, progress);
    };
    return {
      waiting: () => set({ state: "waiting", share: this.#all.get(key)?.share ?? 0, step: "" }),
      at: (share, step) => set({ state: "running", share, step }),
      end: () => this.#all.delete(key),
    };
  }

  get(project: string, ticket: string): ForecastProgress {
    return this.#all.get(`${project} ${ticket}`) ?? { state: "unknown", share: 0, step: "" };
  }
}
