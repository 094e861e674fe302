import { LeptonError } from "@lepton/core";
import type { NdArray } from "../array/ndArray.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Blocks } from "../graph/emit.ts";
import { convolutionBlocks } from "../runtime/blocks.ts";
import {
  createSession,
  fromOrt,
  type Ort,
  type OrtSession,
  type OrtTensor,
  ort,
  type SessionOptions,
} from "../runtime/ort.ts";
import { type Engine, type EpochHooks, type EpochJob, type EpochResult, isArrays } from "./engine.ts";
import { Feeder } from "./feeder.ts";
import { runEpoch, type Steppable } from "./loop.ts";
import { nextName, type Signature, stateName } from "./names.ts";

/** A place of the state; programs share places. */
interface Slot {
  tensor: OrtTensor | undefined;
}

/** Runs on the caller's own thread: every step blocks it. */
export class LocalEngine implements Engine {
  readonly #programs = new Map<string, Program>();
  readonly #state = new Map<string, Slot>();
  #ort: Ort | undefined;

  async load(name: string, bytes: Uint8Array, signature: Signature, options: SessionOptions): Promise<void> {
    this.#ort ??= await ort();
    await this.#programs.get(name)?.session.release();
    this.#programs.delete(name);
    const session = await createSession(bytes, options);
    this.#programs.set(name, new Program(session, signature, this.#ort, (state) => this.#slot(state)));
  }

  convolutionBlocks(options: SessionOptions): Promise<Blocks> {
    return convolutionBlocks(options);
  }

  async setState(values: Readonly<Record<string, NdArray>>): Promise<void> {
    const { Tensor } = await ort();
    for (const [name, { dtype, shape, data }] of Object.entries(values)) {
      const tensor = new Tensor(dtype as "float32", data as Float32Array, shape as number[]);
      this.#slot(name).tensor = tensor as OrtTensor;
    }
  }

  async getState(names: readonly string[]): Promise<Record<string, NdArray>> {
    return Object.fromEntries(
      names.map((name) => {
        const { dtype, shape, data } = fromOrt(held(name, this.#slot(name)));
        return [name, { dtype, shape, data: data.slice() } as NdArray];
      }),
    );
  }

  run(job: EpochJob, data: Dataset, hooks: EpochHooks = {}): Promise<EpochResult> {
    return this.runFrom(
      job,
      (feeder) =>
        isArrays(data) ? feeder.arrays(data, job.epoch) : fed(feeder, data, job.epoch, hooks.signal),
      hooks,
    );
  }

  /** The same over whatever puts batches into the program's feeder. */
  async runFrom(
    job: EpochJob,
    source: (feeder: Feeder) => Iterable<number> | AsyncIterable<number>,
    hooks: EpochHooks,
  ): Promise<EpochResult> {
    const program = this.#programs.get(job.program);
    if (!program) throw missing(`program ${job.program}`);
    return runEpoch(program, job, source(program.feeder), hooks);
  }

  async hold(): Promise<void> {}
  async release(): Promise<void> {}

  /** Ends profiling of a session made with `profile`, which writes its file. */
  endProfiling(name: string): void {
    this.#programs.get(name)?.session.endProfiling();
  }

  async close(): Promise<void> {
    const programs = [...this.#programs.values()];
    this.#programs.clear();
    this.#state.clear();
    for (const { session } of programs) await session.release();
  }

  #slot(name: string): Slot {
    const known = this.#state.get(name);
    if (known) return known;
    const slot: Slot = { tensor: undefined };
    this.#state.set(name, slot);
    return slot;
  }
}

async function* fed(feeder: Feeder, data: Dataset, epoch: number, signal: AbortSignal | undefined) {
  for await (const batch of data.batches(epoch, signal)) yield feeder.batch(batch);
}

/** A session with its feeds, and the places of the state that it reads and renews. */
class Program implements Steppable {
  readonly session: OrtSession;
  readonly signature: Signature;
  readonly feeder: Feeder;
  readonly #reads: readonly { name: string; input: string; slot: Slot }[];
  readonly #renews: readonly { output: string; slot: Slot }[];

  constructor(session: OrtSession, signature: Signature, runtime: Ort, slot: (name: string) => Slot) {
    const named = (list: readonly string[], prefix: string) =>
      list.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
    this.session = session;
    this.signature = signature;
    this.feeder = new Feeder(signature, runtime);
    this.#reads = named(session.inputNames, stateName("")).map((name) => ({
      name,
      input: stateName(name),
      slot: slot(name),
    }));
    this.#renews = named(session.outputNames, nextName("")).map((name) => ({
      output: nextName(name),
      slot: slot(name),
    }));
  }

  run(): Promise<Record<string, OrtTensor>> {
    const { feeds } = this.feeder;
    for (const { name, input, slot } of this.#reads) feeds[input] = held(name, slot);
    return this.session.run(feeds) as Promise<Record<string, OrtTensor>>;
  }

  carry(results: Readonly<Record<string, OrtTensor>>): void {
    for (const { output, slot } of this.#renews) slot.tensor = results[output] as OrtTensor;
  }
}

function held(name: string, { tensor }: Slot): OrtTensor {
  if (!tensor) throw missing(`state ${name}`);
  return tensor;
}

const missing = (received: string) =>
  new LeptonError("NN_STATE_MISSING", {
    problem: "The engine does not hold what it was asked to run.",
    received,
    next: "Compile the model again before using it.",
  });
