import { LeptonError } from "@lepton/core";
import type { Warehouse } from "@lepton/warehouse";

/** A warehouse that may still be opening, so that the page is there before the engine is. */
export interface GatedWarehouse extends Warehouse {
  isReady(): boolean;
}

/** Passes on to the warehouse once it is open; until then every method rejects with 503. */
export function gate(opening: Promise<Warehouse> | Warehouse): GatedWarehouse {
  let warehouse: Warehouse | null = null;
  let failure: unknown = null;
  const opened = Promise.resolve(opening).then(
    (open) => {
      warehouse = open;
    },
    (error: unknown) => {
      failure = error;
    },
  );
  const use = (): Warehouse => {
    if (warehouse !== null) return warehouse;
    if (failure !== null) throw failure;
    throw new LeptonError("WAREHOUSE_OPENING", {
      problem: "The data is still being opened.",
      next: "Try again in a second.",
      status: 503,
    });
  };
  return {
    isReady: () => warehouse !== null,
    query: async (...args) => use().query(...args),
    async *stream<Row>(...args: Parameters<Warehouse["stream"]>) {
      yield* use().stream<Row>(...args);
    },
    command: async (...args) => use().command(...args),
    insert: async (...args) => use().insert(...args),
    write: async (...args) => use().write(...args),
    reject: async (...args) => use().reject(...args),
    health: async () => use().health(),
    backup: async (path) => use().backup(path),
    async close() {
      await opened;
      await warehouse?.close();
    },
  };
}
