import { LeptonError } from "@lepton/core";
import type { DType, NdArray } from "../array/ndArray.ts";
import {
  createSession,
  fromOrt,
  type Ort,
  type OrtSession,
  type OrtTensor,
  ort,
  type SessionOptions,
} from "../runtime/ort.ts";

/** Runs programs over a state that stays where it is: values named `state/x` go in, `next/x` come back as the state. */
export interface Runner {
  /** Makes a session under this name; an older one of the name is released. */
  load(name: string, bytes: Uint8Array, options: SessionOptions): Promise<void>;
  /** Sets values of the state. */
  setState(values: Readonly<Record<string, NdArray>>): Promise<void>;
  /** Copies values of the state out. */
  getState(names: readonly string[]): Promise<Record<string, NdArray>>;
  /** One run; gives every output that is not state. */
  run(name: string, feeds: Readonly<Record<string, NdArray>>): Promise<Record<string, NdArray>>;
  /** Keeps a copy of the state under a key, and brings it back: best weights. */
  keep(key: string): Promise<void>;
  restore(key: string): Promise<void>;
  close(): Promise<void>;
}

interface Loaded {
  session: OrtSession;
  states: readonly string[];
}

/** Runs on the caller's own thread: every run blocks it. */
export class LocalRunner implements Runner {
  readonly #programs = new Map<string, Loaded>();
  #state = new Map<string, OrtTensor>();
  readonly #kept = new Map<string, Map<string, OrtTensor>>();
  #ort: Ort | undefined;

  async load(name: string, bytes: Uint8Array, options: SessionOptions): Promise<void> {
    this.#ort ??= await ort();
    await this.#programs.get(name)?.session.release();
    const session = await createSession(bytes, options);
    const states = session.inputNames.flatMap((input) =>
      input.startsWith("state/") ? [input.slice(6)] : [],
    );
    this.#programs.set(name, { session, states });
  }

  async setState(values: Readonly<Record<string, NdArray>>): Promise<void> {
    this.#ort ??= await ort();
    for (const [name, value] of Object.entries(values)) this.#state.set(name, this.#tensor(value));
  }

  async getState(names: readonly string[]): Promise<Record<string, NdArray>> {
    return Object.fromEntries(
      names.map((name) => {
        const { dtype, shape, data } = fromOrt(this.#held(name));
        return [name, { dtype, shape, data: data.slice() } as NdArray];
      }),
    );
  }

  async run(name: string, feeds: Readonly<Record<string, NdArray>>): Promise<Record<string, NdArray>> {
    const loaded = this.#programs.get(name);
    if (!loaded) throw new Error(`program ${name} is not loaded`);
    const fed: Record<string, OrtTensor> = {};
    for (const input in feeds) fed[input] = this.#tensor(feeds[input] as NdArray);
    for (const state of loaded.states) fed[`state/${state}`] = this.#held(state);
    const results = await loaded.session.run(fed);
    const given: Record<string, NdArray> = {};
    for (const output in results) {
      const tensor = results[output] as OrtTensor;
      if (output.startsWith("next/")) this.#state.set(output.slice(5), tensor);
      else given[output] = fromOrt(tensor);
    }
    return given;
  }

  async keep(key: string): Promise<void> {
    // Runs never write to a tensor of the state, so holding on to it is a copy.
    this.#kept.set(key, new Map(this.#state));
  }

  async restore(key: string): Promise<void> {
    const kept = this.#kept.get(key);
    if (kept) this.#state = new Map(kept);
  }

  async close(): Promise<void> {
    for (const { session } of this.#programs.values()) await session.release();
    this.#programs.clear();
    this.#state.clear();
    this.#kept.clear();
  }

  #held(name: string): OrtTensor {
    const tensor = this.#state.get(name);
    if (!tensor)
      throw new LeptonError("NN_STATE_MISSING", {
        problem: "The runner holds no value of this name.",
        received: name,
        next: "Compile the model again before training it.",
      });
    return tensor;
  }

  #tensor({ dtype, shape, data }: NdArray): OrtTensor {
    const { Tensor } = this.#ort as Ort;
    return new Tensor(dtype as "float32", data as Float32Array, shape as number[]) as OrtTensor;
  }
}

/** The array as the type a program takes: uint8 pictures as float32, float labels as int32. */
export function asType(array: NdArray, dtype: DType): NdArray {
  if (array.dtype === dtype) return array;
  const { data, shape } = array;
  if (dtype === "float32") return { dtype, shape, data: Float32Array.from(data as Float32Array, Number) };
  if (dtype === "int32") return { dtype, shape, data: Int32Array.from(data as Float32Array, Number) };
  if (dtype === "int64") return { dtype, shape, data: BigInt64Array.from(data as Float32Array, BigInt) };
  throw new LeptonError("NN_TYPE_MISMATCH", {
    problem: "The data are of a type that the model's input does not take.",
    received: `${array.dtype} for ${dtype}`,
    next: `Give an array of type ${dtype}.`,
  });
}
