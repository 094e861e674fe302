import { availableParallelism } from "node:os";
import { z } from "zod";
import { type AugmentOptions, augmentOptions } from "../augment/options.ts";
import { type BatchPlace, vary } from "../augment/vary.ts";
import type { Batch, Dataset } from "../dataset.ts";
import { readOptions } from "../options.ts";
import { nextTurn, readAhead } from "../prefetch.ts";
import { memoryOf, ownBatch } from "./batchMemory.ts";
import { workerPool } from "./workerPool.ts";

const threadOptions = z.strictObject({
  /** Threads that augment; all cores but one, at most 4, unless told. 0: in the calling thread. */
  workers: z.int().min(0).optional(),
  /** Batches prepared ahead; workers + 1 unless told. */
  prefetch: z.int().min(1).optional(),
});
export type ThreadOptions = z.input<typeof threadOptions>;

export interface AugmentedDataset extends Dataset {
  /** Ends the threads now; they also end by themselves when idle for some seconds, and never keep the process alive. */
  close(): Promise<void>;
}

/**
 * The batches of `dataset` with `augment(options)` applied in worker threads, in order and prepared ahead, so that
 * training does not wait. The result depends on the seed, never on the number of threads. Memory: `prefetch` + 1 batches.
 * Errors: those of `augment` and of the dataset.
 */
export function augmented(
  dataset: Dataset,
  options: AugmentOptions,
  threads: ThreadOptions = {},
): AugmentedDataset {
  const chosen = readOptions(augmentOptions, options, "augment");
  const { workers = Math.max(1, Math.min(4, availableParallelism() - 1)), prefetch = workers + 1 } =
    readOptions(threadOptions, threads, "augmented");
  const change = vary(chosen);
  const pool = workerPool<{ batch: Batch; place: BatchPlace }, Batch>(
    new URL("./augmentWorker.ts", import.meta.url),
    { size: workers, workerData: chosen },
  );
  const start = async (batch: Batch, place: BatchPlace) => {
    if (workers === 0) return change(batch, place);
    const copy = ownBatch(batch);
    return pool.run({ batch: copy, place }, memoryOf(copy));
  };
  return {
    ...(dataset.size !== undefined && { size: dataset.size }),
    ...(dataset.samples !== undefined && { samples: dataset.samples }),
    close: pool.close,
    async *batches(epoch, signal) {
      const jobs = async function* () {
        let first = 0;
        for await (const batch of dataset.batches(epoch, signal)) {
          const done = start(batch, { epoch, first });
          done.catch(() => {}); // Met where the batch is awaited, below.
          first += batch.inputs[0]?.shape[0] ?? 0;
          yield { done };
          await nextTurn(); // Gathering and copying several batches at once would hold the thread up.
        }
      };
      for await (const { done } of readAhead(jobs(), prefetch, signal)) yield await done;
    },
  };
}
