import { LeptonError } from "@lepton/core";
import type { NdArray } from "../array/ndArray.ts";
import type { ArraysOptions, Batch } from "../data/dataset.ts";
import type { RuntimeOptions } from "../runtime/options.ts";
import type { SessionOptions } from "../runtime/ort.ts";
import type { BatchReport, EpochJob } from "./engine.ts";
import type { Signature } from "./names.ts";

/** Where a worker's run finds its batches: data it holds, or batches that are sent while it runs. */
export type WireSource = { readonly held: number } | { readonly streams: true };

/** A run as plain data. */
export interface WireJob extends Omit<EpochJob, "training"> {
  readonly source: WireSource;
  readonly firstStep: number;
  /** Learning rate at each step of the epoch; with a stream each batch brings its own. Undefined: nothing is trained. */
  readonly rates: Float64Array | "perBatch" | undefined;
  /** Wait for a word after every batch. */
  readonly isStepwise: boolean;
}

/** What an engine is asked. Each is answered with one `done` or `failed` of the same id. */
export type Request =
  | { kind: "configure"; options: RuntimeOptions }
  | { kind: "load"; name: string; bytes: Uint8Array; signature: Signature; options: SessionOptions }
  | { kind: "convolutionBlocks"; options: SessionOptions }
  | { kind: "setState"; values: Readonly<Record<string, NdArray>> }
  | { kind: "getState"; names: readonly string[] }
  | { kind: "hold"; key: number; data: ArraysOptions }
  | { kind: "release"; key: number }
  | { kind: "run"; job: WireJob };

/** What a run is told while it runs. */
export type Word =
  | { kind: "batch"; batch: Batch; rate: number }
  | { kind: "end" }
  | { kind: "abort" }
  | { kind: "goOn" };

export type ToWorker = { readonly id: number } & (Request | Word);
export type FromWorker = { readonly id: number } & (
  | { kind: "done"; value: unknown }
  | { kind: "failed"; error: WireError }
  | { kind: "progress"; report: BatchReport }
  | { kind: "batchEnd"; report: BatchReport }
  | { kind: "took" }
);

/** An error as plain data: what survives the way between threads. */
export interface WireError {
  readonly lepton?: {
    code: string;
    problem: string;
    received: string | undefined;
    next: string;
    field: string | undefined;
  };
  readonly message: string;
  readonly stack: string | undefined;
}

export function packError(error: unknown): WireError {
  if (!(error instanceof Error)) return { message: String(error), stack: undefined };
  const { message, stack } = error;
  if (!(error instanceof LeptonError)) return { message, stack };
  const { code, problem, received, next, field } = error;
  return { lepton: { code, problem, received, next, field }, message, stack };
}

export function unpackError({ lepton, message, stack }: WireError): Error {
  if (lepton) {
    const { code, problem, received, next, field } = lepton;
    return new LeptonError(code, {
      problem,
      next,
      ...(received === undefined ? {} : { received }),
      ...(field === undefined ? {} : { field }),
    });
  }
  const error = new Error(message);
  if (stack) error.stack = stack;
  return error;
}

/** Memory of these arrays that can change hands, each piece once. */
export function movable(arrays: Iterable<NdArray>): ArrayBuffer[] {
  const buffers = [...arrays].map(({ data }) => data.buffer);
  return [...new Set(buffers)].filter((buffer): buffer is ArrayBuffer => buffer instanceof ArrayBuffer);
}
