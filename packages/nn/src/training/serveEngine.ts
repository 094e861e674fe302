import type { NdArray } from "../array/ndArray.ts";
import { type ArrayDataset, arrays, type Batch } from "../data/dataset.ts";
import { configureRuntime } from "../runtime/ort.ts";
import type { ThreadPort } from "../worker/thread.ts";
import type { EpochHooks, EpochResult } from "./engine.ts";
import type { Feeder } from "./feeder.ts";
import { LocalEngine } from "./localEngine.ts";
import {
  type FromWorker,
  movable,
  packError,
  type Request,
  type ToWorker,
  type WireJob,
} from "./protocol.ts";

/** What a run waits for from outside. */
interface Running {
  readonly abort: AbortController;
  readonly batches: { batch: Batch; rate: number }[];
  isEnded: boolean;
  /** Called when a batch, the end, an abort or the word to go on came. */
  wake: () => void;
  isGoing: boolean;
}

const engine = new LocalEngine();
const held = new Map<number, ArrayDataset>();
const running = new Map<number, Running>();
let port: ThreadPort;
const post = (message: FromWorker, move: readonly ArrayBuffer[] = []) => port.post(message, move);

/** Serves an engine in this thread: it hosts the engine, its data and the loop over them. */
export function serveEngine(to: ThreadPort): void {
  port = to;
  port.listen((message) => hear(message as ToWorker));
}

function hear(message: ToWorker): void {
  const { id } = message;
  const run = running.get(id);
  switch (message.kind) {
    case "batch":
      run?.batches.push({ batch: message.batch, rate: message.rate });
      break;
    case "end":
      if (run) run.isEnded = true;
      break;
    case "abort":
      run?.abort.abort();
      break;
    case "goOn":
      if (run) run.isGoing = true;
      break;
    default:
      void answer(id, message);
      return;
  }
  run?.wake();
}

async function answer(id: number, request: Request): Promise<void> {
  try {
    const { value, move } = await carriedOut(id, request);
    post({ id, kind: "done", value }, move);
  } catch (error) {
    post({ id, kind: "failed", error: packError(error) });
  }
}

async function carriedOut(
  id: number,
  request: Request,
): Promise<{ value?: unknown; move?: readonly ArrayBuffer[] }> {
  switch (request.kind) {
    case "configure":
      configureRuntime(request.options);
      return {};
    case "load":
      await engine.load(request.name, request.bytes, request.signature, request.options);
      return {};
    case "convolutionBlocks":
      return { value: await engine.convolutionBlocks(request.options) };
    case "setState":
      await engine.setState(request.values);
      return {};
    case "getState": {
      const value: Record<string, NdArray> = await engine.getState(request.names);
      return { value, move: movable(Object.values(value)) };
    }
    case "hold":
      held.set(request.key, arrays(request.data));
      return {};
    case "release":
      held.delete(request.key);
      return {};
    case "run": {
      const value = await run(id, request.job);
      return { value, move: movable(value.predictions) };
    }
  }
}

async function run(
  id: number,
  { source, firstStep, rates, isStepwise, ...job }: WireJob,
): Promise<EpochResult> {
  const state: Running = {
    abort: new AbortController(),
    batches: [],
    isEnded: false,
    wake: () => {},
    isGoing: false,
  };
  running.set(id, state);
  const { signal } = state.abort;
  let rate = 0;
  const rateAt = rates instanceof Float64Array ? (step: number) => rates[step - firstStep] ?? 0 : () => rate;
  const hooks: EpochHooks = { signal, onProgress: (report) => post({ id, kind: "progress", report }) };
  if (isStepwise)
    hooks.onBatch = async (report) => {
      state.isGoing = false;
      post({ id, kind: "batchEnd", report });
      while (!state.isGoing && !signal.aborted) await woken(state);
    };
  async function* streamed(feeder: Feeder) {
    for (;;) {
      const next = state.batches.shift();
      if (next) {
        rate = next.rate;
        post({ id, kind: "took" });
        yield feeder.batch(next.batch);
      } else if (state.isEnded || signal.aborted) return;
      else await woken(state);
    }
  }
  const from = (feeder: Feeder) =>
    "held" in source ? feeder.arrays(held.get(source.held) as ArrayDataset, job.epoch) : streamed(feeder);
  try {
    const training = rates === undefined ? {} : { training: { firstStep, rateAt } };
    return await engine.runFrom({ ...job, ...training }, from, hooks);
  } finally {
    running.delete(id);
  }
}

const woken = (state: Running) =>
  new Promise<void>((resolve) => {
    state.wake = resolve;
  });
