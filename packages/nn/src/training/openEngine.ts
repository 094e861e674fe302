import { openThread } from "#engineThread";
import type { Engine } from "./engine.ts";

/** An engine in a thread of its own, where there are threads; else in place. */
export async function openEngine(worker: boolean): Promise<Engine> {
  const thread = worker ? openThread() : undefined;
  if (thread) {
    const { WorkerEngine } = await import("./workerEngine.ts");
    return new WorkerEngine(thread);
  }
  const { LocalEngine } = await import("./localEngine.ts");
  return new LocalEngine();
}
