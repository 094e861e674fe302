/** The embedded engine's process: ClickHouse's HTTP interface on a private Unix socket, over a pool of chdb sessions. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { baseline, configXml, type EngineOptions } from "./config.ts";
import { engineServer } from "./http.ts";
import { Pool } from "./pool.ts";
import { Runner } from "./run.ts";

/** What the engine tells its parent. */
export type EngineMessage = { kind: "ready" } | { kind: "failed"; message: string };
/** What the parent tells the engine. */
export type EngineOrder = { kind: "open"; options: EngineOptions } | { kind: "close" };

const say = (message: EngineMessage) => process.send?.(message);

function open(options: EngineOptions): () => void {
  const configFile = join(options.runtime, "config.xml");
  const spool = join(options.runtime, "spool");
  writeFileSync(configFile, configXml(options));
  rmSync(spool, { recursive: true, force: true });
  mkdirSync(spool, { recursive: true });
  const settings = baseline(options);
  const args = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
  const pool = new Pool(options.store, [`--config-file=${configFile}`, ...args], options.readers);
  const server = engineServer(new Runner(pool, settings, spool), options.secret);
  rmSync(options.socketPath, { force: true });
  server.listen(options.socketPath, () => {
    chmodSync(options.socketPath, 0o600);
    say({ kind: "ready" });
  });
  return () => {
    server.close();
    server.closeAllConnections();
    pool.close();
  };
}

let close = () => {};
let runtime: string | undefined;
process.on("message", (order: EngineOrder) => {
  if (order.kind === "open")
    try {
      runtime = order.options.runtime;
      close = open(order.options);
    } catch (error) {
      say({ kind: "failed", message: (error as Error).message });
    }
  else {
    // Sessions first: leaving with one open aborts the process.
    close();
    process.exit(0);
  }
});
// Ctrl-C reaches the whole process group; the parent decides when to close.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
// The parent is gone. What it acknowledged is on disk; waiting for a running query would only hold the lock.
process.on("disconnect", () => {
  if (runtime) rmSync(runtime, { recursive: true, force: true });
  process.kill(process.pid, "SIGKILL");
});
