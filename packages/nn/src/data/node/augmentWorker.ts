import { parentPort, workerData } from "node:worker_threads";
import type { Augment } from "../augment/options.ts";
import { type BatchPlace, vary } from "../augment/vary.ts";
import type { Batch } from "../dataset.ts";
import { memoryOf } from "./batchMemory.ts";
import type { Numbered } from "./workerPool.ts";

const change = vary(workerData as Augment);

parentPort?.on("message", ({ id, value }: Numbered<{ batch: Batch; place: BatchPlace }>) => {
  const batch = change(value.batch, value.place);
  parentPort?.postMessage({ id, value: batch } satisfies Numbered<Batch>, memoryOf(batch));
});
