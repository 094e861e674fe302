import type { TransferListItem, Worker } from "node:worker_threads";
import { spawnWorker } from "../../worker/spawn.ts";

/** Threads that answer one message with one message. */
export interface WorkerPool<Task, Answer> {
  /** Given to the thread with the fewest tasks waiting. Rejects when that thread fails or the pool is closed. */
  run(task: Task, transfer?: readonly TransferListItem[]): Promise<Answer>;
  close(): Promise<void>;
}

/** What a thread is sent and answers, by task number. */
export interface Numbered<T> {
  readonly id: number;
  readonly value: T;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, { resolve: (answer: never) => void; reject: (error: unknown) => void }>;
}

/**
 * Up to `size` threads of the file `url`, started when the first tasks come. Idle threads do not keep the process alive
 * and end after `idleMs`.
 */
export function workerPool<Task, Answer>(
  url: URL,
  { size, workerData, idleMs = 5000 }: { size: number; workerData: unknown; idleMs?: number },
): WorkerPool<Task, Answer> {
  const threads = new Set<Thread>();
  let nextId = 0;
  let idle: NodeJS.Timeout | undefined;

  const start = (): Thread => {
    const thread: Thread = { worker: spawnWorker(url, { workerData }), waiting: new Map() };
    const fail = (error: unknown) => {
      threads.delete(thread);
      for (const { reject } of thread.waiting.values()) reject(error);
      thread.waiting.clear();
    };
    thread.worker.on("message", ({ id, value }: Numbered<never>) => {
      thread.waiting.get(id)?.resolve(value);
      thread.waiting.delete(id);
      if (thread.waiting.size === 0) thread.worker.unref();
      restWhenIdle();
    });
    thread.worker.on("error", fail);
    thread.worker.on("exit", () => fail(new Error("A data thread ended before its work was done.")));
    threads.add(thread);
    return thread;
  };
  const isIdle = () => [...threads].every(({ waiting }) => waiting.size === 0);
  const restWhenIdle = () => {
    clearTimeout(idle);
    if (isIdle()) idle = setTimeout(close, idleMs).unref();
  };
  const close = async () => {
    clearTimeout(idle);
    const ending = [...threads];
    threads.clear(); // A task that comes now starts a new thread.
    await Promise.all(ending.map(({ worker }) => worker.terminate()));
  };
  return {
    close,
    run: (value, transfer = []) => {
      clearTimeout(idle);
      const free = [...threads].sort((a, b) => a.waiting.size - b.waiting.size)[0];
      const thread = !free || (free.waiting.size > 0 && threads.size < size) ? start() : free;
      const id = nextId++;
      return new Promise<Answer>((resolve, reject) => {
        thread.waiting.set(id, { resolve, reject });
        thread.worker.ref();
        thread.worker.postMessage({ id, value } satisfies Numbered<Task>, transfer);
      });
    },
  };
}
