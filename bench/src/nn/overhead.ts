import { InferenceSession } from "onnxruntime-node";

/**
 * Milliseconds that ONNX Runtime's own runs took while `work` ran: what a step takes beyond them is ours.
 * Counts every session of this thread.
 */
export async function timeInRuns(work: () => Promise<unknown>): Promise<{ runs: number; total: number }> {
  const sessions = InferenceSession as unknown as {
    prototype: { run: (...given: unknown[]) => Promise<unknown> };
  };
  const { run } = sessions.prototype;
  let runs = 0;
  sessions.prototype.run = async function timed(...given) {
    const start = performance.now();
    try {
      return await run.apply(this, given);
    } finally {
      runs += performance.now() - start;
    }
  };
  const start = performance.now();
  try {
    await work();
  } finally {
    sessions.prototype.run = run;
  }
  return { runs, total: performance.now() - start };
}

/** Milliseconds from the start of `work` to the end of the last session's creation in it. */
export async function timeToSession(work: () => Promise<unknown>): Promise<number> {
  const sessions = InferenceSession as unknown as { create: (...given: unknown[]) => Promise<unknown> };
  const { create } = sessions;
  const start = performance.now();
  let end = start;
  sessions.create = async function timed(...given) {
    const made = await create.apply(this, given);
    end = performance.now();
    return made;
  };
  try {
    await work();
  } finally {
    sessions.create = create;
  }
  return end - start;
}
