import { LeptonError, random } from "@lepton/core";
import { type NdArray, takeRows } from "../array/ndArray.ts";
import { mixSeed } from "./seed.ts";

/** One batch: inputs and targets by position; all share the first axis. `weights`: one per sample. */
export interface Batch {
  readonly inputs: readonly NdArray[];
  readonly targets: readonly NdArray[];
  readonly weights?: Float32Array;
}

/** Batches of one epoch, in order; asked again for every epoch. `size`: number of batches, `samples`: of rows, when known. */
export interface Dataset {
  readonly size?: number;
  readonly samples?: number;
  batches(epoch: number, signal?: AbortSignal): AsyncIterable<Batch> | Iterable<Batch>;
}

/** Plain data, so that it can be sent to a worker once and given to `arrays` there. */
export interface ArraysOptions {
  readonly inputs: readonly NdArray[];
  readonly targets?: readonly NdArray[];
  /** One weight per row. */
  readonly weights?: Float32Array;
  /** The rows that belong to this dataset, e.g. one side of a split; all of them unless told. */
  readonly rows?: Uint32Array;
  /** Samples per batch, 32 unless told; the last batch of an epoch holds what is left. */
  readonly batchSize?: number;
  /** A new order every epoch, by seed; off unless told. */
  readonly shuffle?: boolean;
  /** 0 unless told. */
  readonly seed?: number;
}

/** A dataset that lies in memory. */
export interface ArrayDataset extends Dataset, Required<Omit<ArraysOptions, "weights" | "rows">> {
  readonly kind: "arrays";
  readonly weights?: Float32Array;
  readonly rows?: Uint32Array;
  readonly size: number;
  readonly samples: number;
  batches(epoch: number, signal?: AbortSignal): Iterable<Batch>;
  /** The rows `rows`, copied; memory beyond the batch is not touched. */
  gather(rows: ArrayLike<number>): Batch;
}

/**
 * Rows of arrays as batches. Inputs and targets [samples, ...], one array each per input and output of the model.
 * Errors: NN_DATA_EMPTY, NN_DATA_LENGTHS, NN_BATCH_SIZE.
 */
export function arrays(options: ArraysOptions): ArrayDataset {
  const { inputs, targets = [], weights, rows, shuffle = false, seed = 0 } = options;
  const batchSize = checkedBatchSize(options.batchSize ?? 32);
  const samples = rowsInUse(commonLength(inputs, targets, weights), rows);
  const gather = (taken: ArrayLike<number>): Batch => ({
    inputs: inputs.map((input) => takeRows(input, taken)),
    targets: targets.map((target) => takeRows(target, taken)),
    ...(weights && { weights: Float32Array.from(taken, (row) => weights[row] as number) }),
  });
  return {
    kind: "arrays",
    inputs,
    targets,
    ...(weights && { weights }),
    ...(rows && { rows }),
    batchSize,
    shuffle,
    seed,
    samples,
    size: Math.ceil(samples / batchSize),
    gather,
    *batches(epoch, signal) {
      const order = epochOrder(rows ?? samples, { shuffle, seed }, epoch);
      for (let from = 0; from < samples; from += batchSize) {
        signal?.throwIfAborted();
        yield gather(order.subarray(from, from + batchSize));
      }
    },
  };
}

/** Row numbers of one epoch: `rows`, or 0 … rows − 1, in random order by (seed, epoch) if `shuffle`. */
export function epochOrder(
  rows: number | Uint32Array,
  { shuffle, seed }: { shuffle: boolean; seed: number },
  epoch: number,
): Uint32Array {
  const order = typeof rows === "number" ? rowNumbers(rows) : rows.slice();
  return shuffle ? shuffled(order, mixSeed(seed, epoch)) : order;
}

/** 0 … rows − 1. */
export function rowNumbers(rows: number): Uint32Array {
  const numbers = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) numbers[row] = row;
  return numbers;
}

/** The numbers in random order by seed (Fisher–Yates), in place. */
export function shuffled(order: Uint32Array, seed: number): Uint32Array {
  const { int } = random(mixSeed(seed)); // Small seeds as they are begin alike in xoroshiro128+.
  for (let i = order.length - 1; i > 0; i--) {
    const j = int(i + 1);
    const kept = order[i] as number;
    order[i] = order[j] as number;
    order[j] = kept;
  }
  return order;
}

/** A whole number ≥ 1. Errors: NN_BATCH_SIZE. */
export function checkedBatchSize(batchSize: number): number {
  if (Number.isInteger(batchSize) && batchSize >= 1) return batchSize;
  throw new LeptonError("NN_BATCH_SIZE", {
    problem: "The batch size is not a whole number of at least 1.",
    received: String(batchSize),
    next: "Give the number of samples per batch, e.g. 32.",
  });
}

function rowsInUse(available: number, rows?: Uint32Array): number {
  if (!rows) return available;
  if (rows.length === 0)
    throw new LeptonError("NN_DATA_EMPTY", {
      problem: "The dataset would hold no rows.",
      received: "rows of length 0",
      next: "Give at least one row number, or leave `rows` out to use all.",
    });
  return rows.length;
}

function commonLength(
  inputs: readonly NdArray[],
  targets: readonly NdArray[],
  weights?: Float32Array,
): number {
  const samples = inputs[0]?.shape[0] ?? 0;
  if (samples === 0)
    throw new LeptonError("NN_DATA_EMPTY", {
      problem: "There are no samples: an input needs a first axis of at least 1.",
      received: inputs[0] ? `input of shape [${inputs[0].shape.join(", ")}]` : "no input",
      next: "Give arrays of shape [samples, ...].",
    });
  const parts = [
    ...inputs.map((array, i) => [`input ${i}`, array.shape[0]] as const),
    ...targets.map((array, i) => [`target ${i}`, array.shape[0]] as const),
    ...(weights ? [["weights", weights.length] as const] : []),
  ];
  const odd = parts.find(([, length]) => length !== samples);
  if (odd)
    throw new LeptonError("NN_DATA_LENGTHS", {
      problem: `Inputs, targets and weights need one row per sample; input 0 has ${samples}.`,
      received: `${odd[0]} with ${odd[1] ?? "no"} rows`,
      next: "Give arrays that share their first axis.",
    });
  return samples;
}
