import { Worker, type WorkerOptions } from "node:worker_threads";

const isSource = import.meta.url.endsWith(".ts");

/**
 * Starts a worker thread from a file of this package. Name the source file, `new URL("./train.ts", import.meta.url)`:
 * in a build the compiled `.js` beside it is taken. From source, Node 20 loads TypeScript in a thread only after tsx
 * is registered there, and finds the other packages' source only under the export condition `lepton-source`.
 */
export function spawnWorker(url: URL, options: WorkerOptions = {}): Worker {
  if (!isSource) return new Worker(new URL(url.href.replace(/\.ts$/, ".js")), options);
  const boot = `import("tsx/esm/api").then(({ register }) => { register(); return import(${JSON.stringify(url.href)}); })`;
  const execArgv = [...(options.execArgv ?? []), "--conditions=lepton-source"];
  return new Worker(boot, { ...options, execArgv, eval: true });
}
