import { spawnWorker } from "./spawn.ts";
import type { Thread } from "./thread.ts";

/** A worker thread that serves an engine. Idle, it does not keep the process alive. */
export function openThread(): Thread {
  const worker = spawnWorker(new URL("../training/engineWorker.ts", import.meta.url));
  worker.unref();
  return {
    listen: ({ hear, end }) => {
      worker.on("message", hear);
      worker.on("error", end);
      worker.on("exit", (code) => end(new Error(`exit code ${code}`)));
    },
    post: (message, move) => worker.postMessage(message, move),
    keepAlive: (isKept) => (isKept ? worker.ref() : worker.unref()),
    close: async () => {
      await worker.terminate();
    },
  };
}
