import { runtimeOptions } from "../runtime/ort.ts";
import type { Thread } from "./thread.ts";

/** The Web Worker that the page gave to `configureRuntime`; without one there is no thread. */
export function openThread(): Thread | undefined {
  const { worker: make, ...options } = runtimeOptions();
  const worker = make?.();
  if (!worker) return undefined;
  let end = (_cause: Error) => {};
  // The worker has modules of its own: it loads ONNX Runtime as the page would.
  worker.postMessage({ id: 0, kind: "configure", options }, []);
  return {
    listen: (ears) => {
      end = ears.end;
      worker.addEventListener("message", ({ data }) => ears.hear(data));
      worker.addEventListener("error", ({ message }) =>
        ears.end(new Error(message ?? "the worker's script did not load")),
      );
    },
    post: (message, move) => worker.postMessage(message, [...move]),
    keepAlive: () => {},
    close: async () => {
      worker.terminate();
      end(new Error("closed"));
    },
  };
}
