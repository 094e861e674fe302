/**
 * What a Web Worker runs so that models of the page compute in it: a file of the page's own holds
 * `import "@lepton/nn/worker"`, and `configureRuntime({ worker: () => new Worker(…) })` starts it.
 */
import { serveEngine } from "./training/serveEngine.ts";

interface WorkerScope {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
}
const scope = globalThis as unknown as WorkerScope;

serveEngine({
  post: (message, move) => scope.postMessage(message, [...move]),
  listen: (hear) => scope.addEventListener("message", ({ data }) => hear(data)),
});
