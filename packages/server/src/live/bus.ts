import type { CapturedEvent } from "@lepton/warehouse";

/** One stored event as the live view shows it. `id` orders events and resumes a stream. */
export interface LiveEvent {
  id: string;
  event: CapturedEvent;
}
export type LiveListener = (events: readonly LiveEvent[]) => void;

/** Events kept per project, so that a reconnecting browser misses nothing of the last moments. */
const kept = 500;

/**
 * Tells live views about events just stored. In-process: every server process shows what it
 * captured itself. Publishing costs nothing but a short copy when nobody listens.
 */
export class LiveBus {
  readonly #recent = new Map<string, LiveEvent[]>();
  readonly #listeners = new Map<string, Set<LiveListener>>();
  #sequence = 0;

  /** Call after the write returned; events of several projects may be mixed. */
  publish(events: readonly CapturedEvent[]): void {
    for (const [project, own] of byProject(events)) {
      // A burst larger than the memory of this bus shows its newest part only.
      const fresh = own.slice(-kept).map((event) => ({ id: this.#nextId(event.receivedAt), event }));
      const recent = this.#recent.get(project);
      if (recent === undefined) this.#recent.set(project, fresh);
      else {
        recent.push(...fresh);
        // Cut now and then: a copy of all for every single event would cost more than the event.
        if (recent.length > 2 * kept) recent.splice(0, recent.length - kept);
      }
      for (const listener of this.#listeners.get(project) ?? []) listener(fresh);
    }
  }

  /** Calls `listener` with each batch of a project's events; returns the way out. */
  subscribe(project: string, listener: LiveListener): () => void {
    const listeners = this.#listeners.get(project) ?? new Set();
    this.#listeners.set(project, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(project);
    };
  }

  /** Events after `id`, oldest first; null when `id` is older than what is kept. */
  since(project: string, id: string): readonly LiveEvent[] | null {
    const recent = this.#recent.get(project)?.slice(-kept) ?? [];
    const at = recent.findIndex((e) => e.id === id);
    return at < 0 ? null : recent.slice(at + 1);
  }

  #nextId(receivedAt: number): string {
    this.#sequence += 1;
    return `${receivedAt}-${this.#sequence}`;
  }
}

function byProject(events: readonly CapturedEvent[]): Map<string, readonly CapturedEvent[]> {
  const first = events[0];
  if (first === undefined) return new Map();
  // The usual batch is of one project: no copy then.
  if (events.every((e) => e.project === first.project)) return new Map([[first.project, events]]);
  const groups = new Map<string, CapturedEvent[]>();
  for (const e of events) groups.set(e.project, [...(groups.get(e.project) ?? []), e]);
  return groups;
}
