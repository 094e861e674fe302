import { LeptonError } from "@lepton/core";
import type { NdArray } from "../array/ndArray.ts";
import type { Dataset } from "../data/dataset.ts";
import { memoryOf, ownBatch } from "../data/node/batchMemory.ts";
import { readAhead } from "../data/prefetch.ts";
import type { Blocks } from "../graph/emit.ts";
import type { SessionOptions } from "../runtime/ort.ts";
import type { Thread } from "../worker/thread.ts";
import { type Engine, type EpochHooks, type EpochJob, type EpochResult, isArrays } from "./engine.ts";
import type { Signature } from "./names.ts";
import { type FromWorker, movable, type Request, unpackError, type WireJob, type Word } from "./protocol.ts";
import { SharedCopies } from "./sharedCopies.ts";

/** Batches on their way to the worker at once: one trained on, the others ready. */
const ahead = 3;

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly hear?: (message: FromWorker) => void;
}

/**
 * An engine in a thread of its own, so that the caller's event loop stays free. Errors: NN_WORKER_ENDED when the thread dies.
 */
export class WorkerEngine implements Engine {
  readonly #thread: Thread;
  readonly #waiting = new Map<number, Waiting>();
  readonly #held = new Map<Dataset, number>();
  readonly #copies = new SharedCopies();
  #serial = 0;
  #ended: LeptonError | undefined;

  constructor(thread: Thread) {
    this.#thread = thread;
    thread.listen({
      hear: (message) => this.#hear(message as FromWorker),
      end: (cause) => this.#end(cause),
    });
  }

  async load(name: string, bytes: Uint8Array, signature: Signature, options: SessionOptions): Promise<void> {
    await this.#ask({ kind: "load", name, bytes, signature, options }, [bytes.buffer as ArrayBuffer]);
  }
  convolutionBlocks(options: SessionOptions): Promise<Blocks> {
    return this.#ask({ kind: "convolutionBlocks", options });
  }
  async setState(values: Readonly<Record<string, NdArray>>): Promise<void> {
    await this.#ask({ kind: "setState", values }, movable(Object.values(values)));
  }
  async getState(names: readonly string[]): Promise<Record<string, NdArray>> {
    return this.#ask({ kind: "getState", names });
  }

  async hold(data: Dataset): Promise<void> {
    if (!isArrays(data) || this.#held.has(data)) return;
    const key = ++this.#serial;
    this.#held.set(data, key);
    await this.#ask({ kind: "hold", key, data: await this.#copies.of(data) });
  }
  async release(data: Dataset): Promise<void> {
    const key = this.#held.get(data);
    if (key === undefined) return;
    this.#held.delete(data);
    if (this.#held.size === 0) this.#copies.clear();
    await this.#ask({ kind: "release", key });
  }

  async run(job: EpochJob, data: Dataset, hooks: EpochHooks = {}): Promise<EpochResult> {
    const isOwn = isArrays(data) && !this.#held.has(data);
    if (isOwn) await this.hold(data);
    try {
      return await this.#run(job, data, hooks);
    } finally {
      if (isOwn && !this.#ended) await this.release(data);
    }
  }

  async #run(
    job: EpochJob,
    data: Dataset,
    { signal, onBatch, onProgress }: EpochHooks,
  ): Promise<EpochResult> {
    const { training, ...rest } = job;
    const key = this.#held.get(data);
    const wire: WireJob = {
      ...rest,
      source: key === undefined ? { streams: true } : { held: key },
      firstStep: training?.firstStep ?? 0,
      rates: key === undefined ? training && "perBatch" : table(job, data.size ?? 0),
      isStepwise: onBatch !== undefined,
    };
    const id = ++this.#serial;
    const finished = new AbortController();
    let failure: { error: unknown } | undefined;
    const stop = () => this.#tell(id, { kind: "abort" });
    const fail = (error: unknown) => {
      failure ??= { error };
      stop();
    };
    const credit = new Credit();
    const hear = (message: FromWorker) => {
      if (message.kind === "took") credit.give();
      else if (message.kind === "progress") onProgress?.(message.report);
      else if (message.kind === "batchEnd")
        Promise.resolve(message.report)
          .then(onBatch)
          .then(() => this.#tell(id, { kind: "goOn" }), fail);
    };
    const asked = this.#ask<EpochResult>({ kind: "run", job: wire }, [], { id, hear });
    signal?.addEventListener("abort", stop, { once: true });
    if (signal?.aborted) stop();
    if (key === undefined)
      void this.#send(id, job, data, credit, finished.signal, signal).catch((error) => {
        if (!signal?.aborted && !finished.signal.aborted) fail(error);
      });
    try {
      const result = await asked;
      if (failure) throw failure.error;
      return result;
    } finally {
      finished.abort();
      credit.give();
      signal?.removeEventListener("abort", stop);
    }
  }

  /** Sends the batches of a dataset that lives here, a few ahead of the worker. */
  async #send(
    id: number,
    { epoch, steps = Number.POSITIVE_INFINITY, training }: EpochJob,
    data: Dataset,
    credit: Credit,
    finished: AbortSignal,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const either = signal ? AbortSignal.any([signal, finished]) : finished;
    let sent = 0;
    for await (const batch of readAhead(data.batches(epoch, either), 1, either)) {
      const own = ownBatch(batch);
      const rate = training ? training.rateAt(training.firstStep + sent) : 0;
      this.#tell(id, { kind: "batch", batch: own, rate }, memoryOf(own));
      if (++sent >= steps) break;
      if (sent >= ahead) await credit.take();
      if (finished.aborted) return;
    }
    this.#tell(id, { kind: "end" });
  }

  async close(): Promise<void> {
    this.#ended ??= ended("closed");
    await this.#thread.close();
  }

  #ask<T>(
    request: Request,
    move: readonly ArrayBuffer[] = [],
    { id = ++this.#serial, hear }: { id?: number; hear?: Waiting["hear"] } = {},
  ): Promise<T> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, ...(hear ? { hear } : {}) });
      this.#thread.keepAlive(true);
      this.#thread.post({ id, ...request }, move);
    });
  }

  #tell(id: number, word: Word, move: readonly ArrayBuffer[] = []): void {
    this.#thread.post({ id, ...word }, move);
  }

  #hear(message: FromWorker): void {
    const waiting = this.#waiting.get(message.id);
    if (message.kind !== "done" && message.kind !== "failed") {
      waiting?.hear?.(message);
      return;
    }
    this.#waiting.delete(message.id);
    if (this.#waiting.size === 0) this.#thread.keepAlive(false);
    if (message.kind === "done") waiting?.resolve(message.value as never);
    else waiting?.reject(unpackError(message.error));
  }

  #end(cause: Error): void {
    this.#ended ??= ended(cause.message, cause);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}

/** Learning rates of the steps of an epoch. */
function table({ training, steps = Number.POSITIVE_INFINITY }: EpochJob, batches: number) {
  if (!training) return undefined;
  const { firstStep, rateAt } = training;
  return Float64Array.from({ length: Math.min(batches, steps) }, (_, i) => rateAt(firstStep + i));
}

/** Leave to send one more batch. */
class Credit {
  #free = 0;
  #wake = () => {};

  give(): void {
    this.#free++;
    this.#wake();
  }
  async take(): Promise<void> {
    while (this.#free === 0)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    this.#free--;
  }
}

const ended = (received: string, cause?: Error) =>
  new LeptonError(
    "NN_WORKER_ENDED",
    {
      problem:
        "The thread that the model runs in has ended; weights are those of the last epoch that was read back.",
      received,
      next: "Compile the model again. If memory ran out, use smaller batches; { worker: false } shows the error in place.",
    },
    { cause },
  );
