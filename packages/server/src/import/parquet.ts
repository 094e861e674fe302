import { open } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { LeptonError } from "@lepton/core";
import type { ParquetMessage } from "./parquetWorker.ts";
import type { Rows } from "./row.ts";

/** Rows of a Parquet file, those behind `skip`. Calls `onColumns` once, before the first row; it may throw. */
export async function* parquetRows(
  path: string,
  onColumns: (columns: string[]) => void,
  { skip = 0, limit = null }: { skip?: number; limit?: number | null } = {},
): Rows {
  await complete(path);
  const worker = startWorker({ path, skip, limit });
  const queue: ParquetMessage[] = [];
  let wake = () => {};
  const put = (message: ParquetMessage) => {
    queue.push(message);
    wake();
  };
  worker.on("message", put);
  worker.on("error", (error) => put({ kind: "error", message: error.message }));
  worker.on("exit", () => put({ kind: "error", message: "the reader ended early" }));
  try {
    for (;;) {
      const message = queue.shift();
      if (message === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if (message.kind === "end") return;
      if (message.kind === "error") throw damaged(message.message);
      if (message.kind === "columns") onColumns(message.columns);
      else {
        yield message.rows.map((value, index) => ({ number: message.from + index + 1, value }));
        worker.postMessage("next");
      }
    }
  } finally {
    await worker.terminate();
  }
}

/** From source the worker is TypeScript, which Node 20 loads in a thread only after tsx is registered there. */
function startWorker(workerData: { path: string; skip: number; limit: number | null }): Worker {
  const isSource = import.meta.url.endsWith(".ts");
  const url = new URL(isSource ? "./parquetWorker.ts" : "./parquetWorker.js", import.meta.url);
  if (!isSource) return new Worker(url, { workerData });
  const boot = `import("tsx/esm/api").then(({ register }) => { register(); return import(${JSON.stringify(url.href)}); })`;
  return new Worker(boot, { eval: true, workerData });
}

/** A Parquet file carries its table of contents at the end: one that was cut off is told at once. */
async function complete(path: string): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(4);
    if (size >= 12) await file.read(tail, 0, 4, size - 4);
    if (tail.toString("latin1") !== "PAR1") throw damaged("its end is missing");
  } finally {
    await file.close();
  }
}

function damaged(why: string): LeptonError {
  return new LeptonError("IMPORT_PARQUET_BROKEN", {
    problem: "The Parquet file is cut off or damaged.",
    received: why.slice(0, 200),
    next: "Fetch or write the file again; rows already stored will not be doubled.",
  });
}
