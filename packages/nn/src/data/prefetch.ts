import { LeptonError } from "@lepton/core";
import type { Dataset } from "./dataset.ts";

/**
 * The same batches, `depth` of them computed ahead while the consumer is busy, never more: memory stays bounded and a
 * slow consumer holds the source back. Errors of the source reach the consumer at their place; leaving early or
 * aborting closes the source. Errors: NN_OPTION_INVALID.
 */
export function prefetch(dataset: Dataset, depth = 2): Dataset {
  if (!Number.isInteger(depth) || depth < 1)
    throw new LeptonError("NN_OPTION_INVALID", {
      problem: "The number of batches to prepare ahead is not a whole number of at least 1.",
      received: String(depth),
      field: "depth",
      next: "Give 1 or more; 2 is enough when a batch takes no longer than a training step.",
    });
  return {
    ...(dataset.size !== undefined && { size: dataset.size }),
    ...(dataset.samples !== undefined && { samples: dataset.samples }),
    batches: (epoch, signal) => readAhead(dataset.batches(epoch, signal), depth, signal),
  };
}

/** Values of `source` in order, up to `depth` of them requested before they are asked for. */
export async function* readAhead<T>(
  source: AsyncIterable<T> | Iterable<T>,
  depth: number,
  signal?: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  signal?.throwIfAborted();
  const aborted = rejection(signal);
  const iterator = iteratorOf(source);
  const requested: Promise<IteratorResult<T>>[] = [];
  let tail: Promise<unknown> = Promise.resolve();
  let open = true;
  const request = () => {
    const next = tail.then(() => (open ? iterator.next() : { done: true as const, value: undefined }));
    next.catch(() => {}); // The consumer meets the error when it comes to this place.
    tail = next;
    requested.push(next);
  };
  for (let i = 0; i < depth; i++) request();
  try {
    for (;;) {
      const result = await Promise.race([requested.shift() as Promise<IteratorResult<T>>, aborted.promise]);
      if (result.done) {
        open = false;
        return;
      }
      request();
      yield result.value;
    }
  } finally {
    aborted.release();
    if (open) {
      open = false;
      const closed = Promise.resolve(iterator.return?.()).catch(() => {});
      // A source that hangs on its next value closes only after it: an abort does not wait for that.
      if (!signal?.aborted) await closed;
    }
  }
}

/** A source that computes without waiting gets a turn of the event loop before each value, so that nothing starves. */
function iteratorOf<T>(source: AsyncIterable<T> | Iterable<T>): AsyncIterator<T> {
  if (Symbol.asyncIterator in source) return source[Symbol.asyncIterator]();
  const iterator = source[Symbol.iterator]();
  return {
    next: async () => {
      await nextTurn();
      return iterator.next();
    },
    return: async () => iterator.return?.() ?? { done: true, value: undefined },
  };
}

/** Lets timers and input of the thread run. */
export const nextTurn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

function rejection(signal?: AbortSignal): { promise: Promise<never>; release: () => void } {
  let release = () => {};
  const promise = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    release = () => signal?.removeEventListener("abort", onAbort);
  });
  promise.catch(() => {});
  return { promise, release };
}
