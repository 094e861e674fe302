import { availableParallelism } from "node:os";
import { type DecodeOptions, decodeImage, reasonOf, unreadable } from "./decodeImage.ts";
import type { ImageFile } from "./scanClasses.ts";

export interface ImageProgress {
  /** Pictures looked at so far, readable or not, of `total`. */
  readonly done: number;
  readonly total: number;
  readonly unreadable: number;
  /** Time left at the pace so far. */
  readonly secondsLeft: number;
}

export interface Unreadable {
  readonly path: string;
  readonly reason: string;
}

/** Decoded pictures by number: from memory where they fit its budget, from disk where not. */
export interface ImageStore {
  readonly unreadable: readonly Unreadable[];
  /** False for a picture that cannot be read. */
  readonly isReadable: readonly boolean[];
  /** Pictures `numbers` one after another. Errors: NN_IMAGE_UNREADABLE when one has become so. */
  read(numbers: ArrayLike<number>, signal?: AbortSignal): Promise<Uint8Array>;
}

export interface StoreOptions extends DecodeOptions {
  /** Bytes of memory that decoded pictures may take. */
  readonly cacheBytes: number;
  readonly onUnreadable: "skip" | "fail";
  readonly onProgress?: (progress: ImageProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Decodes every picture once, on libvips' threads, and keeps the first ones that fit into `cacheBytes` as bytes; the
 * rest is decoded again when asked for. Errors: NN_IMAGE_UNREADABLE with `onUnreadable: "fail"`.
 */
export async function imageStore(files: readonly ImageFile[], options: StoreOptions): Promise<ImageStore> {
  const { signal, onProgress, onUnreadable } = options;
  const width = options.height * options.width * options.channels;
  const cached = Math.min(files.length, Math.floor(options.cacheBytes / width));
  const memory = new Uint8Array(cached * width);
  const isReadable = files.map(() => true);
  const failed = new Map<number, Unreadable>();
  const report = progressReport(files.length, onProgress);
  await inParallel(files.length, signal, async (number) => {
    const { path } = files[number] as ImageFile;
    try {
      const bytes = await decodeImage(path, options);
      if (number < cached) memory.set(bytes, number * width);
    } catch (error) {
      if (onUnreadable === "fail") throw unreadable(path, reasonOf(error), error);
      isReadable[number] = false;
      failed.set(number, { path, reason: reasonOf(error) });
    }
    report(failed.size);
  });
  return {
    isReadable,
    unreadable: [...failed.keys()].sort((a, b) => a - b).map((number) => failed.get(number) as Unreadable),
    async read(numbers, stop) {
      const out = new Uint8Array(numbers.length * width);
      const fromDisk: number[] = [];
      for (let i = 0; i < numbers.length; i++) {
        const number = numbers[i] as number;
        if (number >= cached) fromDisk.push(i);
        else out.set(memory.subarray(number * width, (number + 1) * width), i * width);
      }
      await inParallel(fromDisk.length, stop, async (which) => {
        const i = fromDisk[which] as number;
        const { path } = files[numbers[i] as number] as ImageFile;
        try {
          out.set(await decodeImage(path, options), i * width);
        } catch (error) {
          throw unreadable(path, reasonOf(error), error);
        }
      });
      return out;
    },
  };
}

/** `work(0)` … `work(count − 1)`, one more at a time than there are cores. The first error stops the rest. */
async function inParallel(
  count: number,
  signal: AbortSignal | undefined,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const runner = async () => {
    try {
      while (next < count) {
        signal?.throwIfAborted();
        await work(next++);
      }
    } catch (error) {
      next = count;
      throw error;
    }
  };
  const runners = Array.from({ length: Math.min(count, availableParallelism() + 1) }, runner);
  await Promise.all(runners);
}

/** Counts one picture per call and tells at most ten times a second, and at the end. */
function progressReport(total: number, onProgress: StoreOptions["onProgress"]) {
  const start = performance.now();
  let told = start;
  let done = 0;
  return (unreadableSoFar: number) => {
    done++;
    const now = performance.now();
    if (!onProgress || (done < total && now - told < 100)) return;
    told = now;
    const secondsLeft = (((now - start) / done) * (total - done)) / 1000;
    onProgress({ done, total, unreadable: unreadableSoFar, secondsLeft });
  };
}
