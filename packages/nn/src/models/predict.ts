import { type NdArray, sizeOf } from "../array/ndArray.ts";
import type { Dataset } from "../data/dataset.ts";
import {
  createSession,
  fromOrt,
  type OrtSession,
  type OrtTensor,
  type SessionOptions,
  toOrt,
} from "../runtime/ort.ts";
import { inferenceGraph } from "../training/programs.ts";
import { asType } from "../training/runner.ts";
import { inputNames, type Network } from "./network.ts";

export interface PredictOptions {
  /** 32 unless told. */
  batchSize?: number;
  signal?: AbortSignal;
}

/** Predictions from the weights as they are when the first is asked for: they are written into the graph. */
export class Predictor {
  readonly #net: Network;
  readonly #options: SessionOptions;
  #session: Promise<OrtSession> | undefined;

  constructor(net: Network, options: SessionOptions) {
    this.#net = net;
    this.#options = options;
  }

  async run(dataset: Dataset, signal?: AbortSignal): Promise<NdArray[]> {
    const outputs = this.#net.outputs.map((_, i) => `output${i}`);
    this.#session ??= createSession(inferenceGraph(this.#net, outputs).bytes, this.#options);
    const session = await this.#session;
    const names = inputNames(this.#net);
    const parts: NdArray[][] = outputs.map(() => []);
    for await (const batch of dataset.batches(0, signal)) {
      signal?.throwIfAborted();
      const feeds: Record<string, OrtTensor> = {};
      for (const [i, name] of names.entries()) {
        const x = asType(batch.inputs[i] as NdArray, this.#net.inputs[i]?.dtype ?? "float32");
        feeds[name] = await toOrt(x);
      }
      const results = await session.run(feeds);
      outputs.forEach((name, i) => {
        parts[i]?.push(fromOrt(results[name] as OrtTensor));
      });
    }
    return parts.map(joined);
  }

  async close(): Promise<void> {
    await (await this.#session)?.release();
    this.#session = undefined;
  }
}

/** Arrays one behind the other along the first axis. */
export function joined(parts: readonly NdArray[]): NdArray {
  const [first] = parts as [NdArray];
  if (parts.length === 1) return first;
  const rows = parts.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  const shape = [rows, ...first.shape.slice(1)];
  const Store = first.data.constructor as Float32ArrayConstructor;
  const data = new Store(sizeOf(shape));
  let at = 0;
  for (const part of parts) {
    data.set(part.data as Float32Array, at);
    at += part.data.length;
  }
  return { dtype: first.dtype, shape, data } as NdArray;
}
