import { EventEmitter } from "node:events";
import { LeptonError } from "@lepton/core";
import type { CapturedEvent, Warehouse } from "@lepton/warehouse";
import { importFile } from "./importFile.ts";
import type { ImportMapping, ImportState } from "./schema.ts";
import { emptyReceipt } from "./sink.ts";
import type { ImportStore } from "./store.ts";
import { toEvent } from "./toEvent.ts";

export interface ImportPorts {
  store: ImportStore;
  warehouse: Pick<Warehouse, "write" | "reject">;
  publish(events: readonly CapturedEvent[]): void;
}

/** Runs imports one after another, tells how far each is, and goes on with unfinished ones after a restart. */
export class ImportJobs {
  readonly #ports: ImportPorts;
  readonly #stops = new Map<string, AbortController>();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #line: Promise<void> = Promise.resolve();
  #closing = false;

  constructor(ports: ImportPorts) {
    this.#ports = ports;
  }

  /** Goes on with what ran when the server stopped. */
  async resume(): Promise<void> {
    await this.#ports.store.sweep(Date.now());
    for (const state of this.#ports.store.running()) this.#enqueue(state);
  }

  async start(state: ImportState, mapping: ImportMapping): Promise<ImportState> {
    if (state.state === "running" || state.state === "done")
      throw new LeptonError("IMPORT_NOT_STARTABLE", {
        problem: `The import is ${state.state === "done" ? "done already" : "running"}.`,
        next: state.state === "done" ? "Upload the file again to import it anew." : "Cancel it first.",
        status: 409,
      });
    // Open questions are refused here, not in the background.
    toEvent(mapping, state.project, Date.now());
    const same = JSON.stringify(state.mapping) === JSON.stringify(mapping);
    const fresh = { progress: 0, rowsDone: 0, receipt: emptyReceipt() };
    const running = await this.#save({
      ...state,
      // Another mapping makes other events of the same rows: it begins at the first.
      ...(same ? {} : fresh),
      mapping,
      state: "running",
      error: null,
      finishedAt: null,
    });
    this.#enqueue(running);
    return running;
  }

  async cancel(state: ImportState): Promise<ImportState> {
    if (state.state !== "running" && state.state !== "uploaded") return state;
    this.#stops.get(state.id)?.abort();
    return this.#save({ ...state, state: "cancelled", finishedAt: new Date().toISOString() });
  }

  /** Calls `listener` with each new state of an import; returns the way out. */
  subscribe(id: string, listener: (state: ImportState) => void): () => void {
    this.#changes.on(id, listener);
    return () => this.#changes.off(id, listener);
  }

  /** Stops; what runs stays marked as running and goes on at the next start. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const stop of this.#stops.values()) stop.abort();
    await this.#line;
  }

  #enqueue(state: ImportState): void {
    const stop = new AbortController();
    this.#stops.set(state.id, stop);
    this.#line = this.#line.then(() => this.#run(state.project, state.id, stop.signal));
  }

  async #run(project: string, id: string, signal: AbortSignal): Promise<void> {
    const { store, warehouse, publish } = this.#ports;
    const current = () => store.get(project, id);
    try {
      if (signal.aborted) return;
      const { mapping, name, rowsDone, receipt } = current();
      if (mapping === null) return;
      const total = await importFile({
        source: store.path(id),
        mapping,
        project,
        warehouse,
        name,
        signal,
        onStored: publish,
        resumeFrom: rowsDone > 0 ? { row: rowsDone, receipt } : undefined,
        onProgress: async ({ row, receipt, progress }) => {
          if (!signal.aborted)
            await this.#save({ ...current(), rowsDone: row, receipt, progress: progress ?? 0 });
        },
      });
      await this.#save({ ...current(), ...finished("done"), progress: 1, receipt: total });
      await store.removeFile(id);
    } catch (error) {
      if (signal.aborted || this.#closing) return;
      await this.#save({ ...current(), ...finished("failed"), error: told(error) }).catch(() => {});
    } finally {
      this.#stops.delete(id);
    }
  }

  async #save(state: ImportState): Promise<ImportState> {
    await this.#ports.store.save(state);
    this.#changes.emit(state.id, state);
    return state;
  }
}

const finished = (state: "done" | "failed") => ({ state, finishedAt: new Date().toISOString() });

function told(error: unknown): ImportState["error"] {
  if (error instanceof LeptonError) return { code: error.code, problem: error.problem, next: error.next };
  return {
    code: "IMPORT_FAILED",
    problem: "The import stopped for a reason that was not foreseen.",
    next: "Start it again: it goes on where it stopped. The server's log names the reason.",
  };
}
