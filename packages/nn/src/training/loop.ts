import { LeptonError } from "@lepton/core";
import { type NdArray, sizeOf } from "../array/ndArray.ts";
import type { Batch, Dataset } from "../data/dataset.ts";
import { type Program, rateInput, stepInput, weightsInput } from "./programs.ts";
import { asType, type Runner } from "./runner.ts";

/** What a loop must know of a program besides its bytes: plain data, so that it can be sent to a worker. */
export type Signature = Omit<Program, "bytes" | "scopeOf"> & { readonly hasWeights: boolean };

/** Sums of one or more batches, entry by entry; `value(i) = sums[i] / counts[i]`. */
export class Totals {
  readonly names: readonly string[];
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;

  constructor(names: readonly string[]) {
    this.names = names;
    this.#sums = new Float64Array(names.length);
    this.#counts = new Float64Array(names.length);
  }

  /** `logs`: the sums of all entries, then their counts. */
  add(logs: Float32Array): void {
    const n = this.names.length;
    for (let i = 0; i < n; i++) {
      this.#sums[i] = (this.#sums[i] as number) + (logs[i] as number);
      this.#counts[i] = (this.#counts[i] as number) + (logs[n + i] as number);
    }
  }

  /** The means so far, by name. */
  get means(): Record<string, number> {
    return Object.fromEntries(
      this.names.map((name, i) => [name, (this.#sums[i] as number) / (this.#counts[i] as number)]),
    );
  }
}

export interface EpochJob {
  /** Name under which the program was loaded. */
  readonly program: string;
  readonly signature: Signature;
  readonly epoch: number;
  /** For programs that train: the step before this epoch, and the rate at each step. */
  readonly training?: { readonly firstStep: number; readonly rateAt: (step: number) => number };
}
export interface BatchReport {
  /** 0-based within the epoch. */
  readonly batch: number;
  readonly samples: number;
  readonly logs: Float32Array;
}
export interface EpochHooks {
  onBatch?: (report: BatchReport) => void | Promise<void>;
  /** Predictions of each batch with its truth, for metrics that need all of them. */
  onPredictions?: (predictions: readonly NdArray[], batch: Batch) => void;
  signal?: AbortSignal;
  /** Batches of this epoch; all unless told. */
  steps?: number;
}

/**
 * One pass over a dataset. Gives the sums of all batches and how many there were.
 * Errors: NN_LOSS_NOT_FINITE with the step, when a training loss is NaN or infinite.
 */
export async function runEpoch(
  runner: Runner,
  { program, signature, epoch, training }: EpochJob,
  dataset: Dataset,
  { onBatch, onPredictions, signal, steps = Number.POSITIVE_INFINITY }: EpochHooks,
): Promise<{ totals: Totals; batches: number; samples: number }> {
  const totals = new Totals(signature.logs);
  let batches = 0;
  let samples = 0;
  for await (const batch of dataset.batches(epoch, signal)) {
    signal?.throwIfAborted();
    const feeds = feedsOf(signature, batch);
    if (training) {
      const step = training.firstStep + batches;
      feeds[rateInput] = scalar(training.rateAt(step));
      feeds[stepInput] = scalar(step + 1);
    }
    const given = await runner.run(program, feeds);
    const logs = (given.logs as NdArray).data as Float32Array;
    if (training && !Number.isFinite(logs[0]))
      throw notFinite(training.firstStep + batches, training.rateAt(training.firstStep + batches));
    totals.add(logs);
    const rows = batch.inputs[0]?.shape[0] ?? 0;
    samples += rows;
    if (onPredictions) onPredictions(predictionsIn(given), batch);
    await onBatch?.({ batch: batches, samples: rows, logs });
    if (++batches >= steps) break;
  }
  if (batches === 0)
    throw new LeptonError("NN_DATA_EMPTY", {
      problem: "The dataset gave no batch.",
      received: `epoch ${epoch}`,
      next: "Give a dataset with at least one batch in every epoch.",
    });
  return { totals, batches, samples };
}

const scalar = (value: number): NdArray => ({ dtype: "float32", shape: [], data: Float32Array.of(value) });

export const predictionsIn = (given: Readonly<Record<string, NdArray>>): NdArray[] =>
  Object.keys(given)
    .filter((name) => name.startsWith("prediction/"))
    .sort((a, b) => Number(a.slice(11)) - Number(b.slice(11)))
    .map((name) => given[name] as NdArray);

/** The batch under the program's names and in its types. */
function feedsOf({ inputs, targets, hasWeights }: Signature, batch: Batch): Record<string, NdArray> {
  const feeds: Record<string, NdArray> = {};
  inputs.forEach(({ name, dtype }, i) => {
    feeds[name] = asType(batch.inputs[i] as NdArray, dtype);
  });
  targets.forEach(({ name, dtype, rank }, i) => {
    feeds[name] = ranked(asType(batch.targets[i] as NdArray, dtype), rank);
  });
  if (hasWeights) {
    const rows = batch.inputs[0]?.shape[0] ?? 0;
    const data = batch.weights ?? new Float32Array(rows).fill(1);
    feeds[weightsInput] = { dtype: "float32", shape: [rows], data };
  }
  return feeds;
}

/** Targets [batch] for outputs [batch, 1], and labels [batch, 1] for [batch]: the same numbers. */
function ranked(array: NdArray, rank: number): NdArray {
  const { shape } = array;
  if (shape.length === rank) return array;
  if (shape.length === rank - 1) return { ...array, shape: [...shape, 1] };
  if (shape.length === rank + 1 && shape.at(-1) === 1) return { ...array, shape: shape.slice(0, -1) };
  return { ...array, shape: sizeOf(shape) === 0 ? shape : [...shape] };
}

function notFinite(step: number, rate: number): LeptonError {
  return new LeptonError("NN_LOSS_NOT_FINITE", {
    problem: `The loss is no longer a finite number at step ${step + 1}.`,
    received: `learning rate ${rate}`,
    next: "Look for NaN or very large values in the inputs and targets; else lower the learning rate or clip gradients (clipNorm).",
  });
}
