import type { Engine } from "./engine.ts";

/** Whether this is Node, where threads keep the caller's event loop free. */
export const isNode = (): boolean => typeof process !== "undefined" && process.versions?.node !== undefined;

/** An engine in a thread of its own, or in place. Browsers run in place. */
export async function openEngine(worker: boolean): Promise<Engine> {
  if (worker && isNode()) {
    const { WorkerEngine } = await import("./workerEngine.ts");
    return new WorkerEngine();
  }
  const { LocalEngine } = await import("./localEngine.ts");
  return new LocalEngine();
}
