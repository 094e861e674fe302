import { LeptonError } from "@lepton/core";
import { type DType, type Elements, type NdArray, sizeOf } from "../array/ndArray.ts";
import { type Batch, checkedBatchSize, type Dataset } from "./dataset.ts";
import { readAhead } from "./prefetch.ts";

/** One sample: arrays without the axis of samples. */
export interface Sample {
  readonly inputs: readonly NdArray[];
  readonly targets?: readonly NdArray[];
  readonly weight?: number;
}

export interface IterableOptions {
  /** The items are samples, stacked to batches of this size; without it the items are batches already. */
  readonly batchSize?: number;
  /** Batches prepared ahead, 2 unless told. */
  readonly prefetch?: number;
  /** Batches per epoch and samples in all, when you know them (for progress). */
  readonly size?: number;
  readonly samples?: number;
}

type Source<T> = (epoch: number, signal?: AbortSignal) => AsyncIterable<T> | Iterable<T>;

/**
 * Batches from anything that can be iterated: a database cursor, a file, a generator. `source` is called once per
 * epoch. At most `prefetch` + 1 batches are in memory; the source waits while training is busy, its errors reach
 * training, and it is closed (`return()`) when training stops early.
 * Errors: NN_SHAPE_MISMATCH when a sample is unlike the first of its batch, NN_BATCH_SIZE.
 */
export function fromIterable(
  source: Source<Batch>,
  options?: IterableOptions & { batchSize?: undefined },
): Dataset;
export function fromIterable(
  source: Source<Sample>,
  options: IterableOptions & { batchSize: number },
): Dataset;
export function fromIterable(
  source: Source<Batch> | Source<Sample>,
  { batchSize, prefetch = 2, size, samples }: IterableOptions = {},
): Dataset {
  const known = size ?? (batchSize && samples !== undefined ? Math.ceil(samples / batchSize) : undefined);
  const open =
    batchSize === undefined
      ? (source as Source<Batch>)
      : (epoch: number, signal?: AbortSignal) =>
          stacked((source as Source<Sample>)(epoch, signal), checkedBatchSize(batchSize));
  return {
    ...(known !== undefined && { size: known }),
    ...(samples !== undefined && { samples }),
    batches: (epoch, signal) => readAhead(open(epoch, signal), prefetch, signal),
  };
}

async function* stacked(samples: AsyncIterable<Sample> | Iterable<Sample>, batchSize: number) {
  let waiting: Sample[] = [];
  for await (const sample of samples) {
    waiting.push(sample);
    if (waiting.length < batchSize) continue;
    yield stack(waiting);
    waiting = [];
  }
  if (waiting.length > 0) yield stack(waiting);
}

/** Samples to one batch: array i of the batch is [samples, ...shape of array i]. Errors: NN_SHAPE_MISMATCH. */
export function stack(samples: readonly Sample[]): Batch {
  const column = (arraysOf: (sample: Sample) => readonly NdArray[]) => {
    const width = Math.max(...samples.map((sample) => arraysOf(sample).length));
    return Array.from({ length: width }, (_, i) => stackArrays(samples.map((sample) => arraysOf(sample)[i])));
  };
  return {
    inputs: column((sample) => sample.inputs),
    targets: column((sample) => sample.targets ?? []),
    ...(samples.some(({ weight }) => weight !== undefined) && {
      weights: Float32Array.from(samples, ({ weight = 1 }) => weight),
    }),
  };
}

function stackArrays(parts: readonly (NdArray | undefined)[]): NdArray {
  const [first] = parts;
  const odd = parts.find(
    (part) =>
      part?.dtype !== first?.dtype || part?.shape.join() !== first?.shape.join() || part === undefined,
  );
  if (first === undefined || odd !== undefined || parts.includes(undefined))
    throw new LeptonError("NN_SHAPE_MISMATCH", {
      problem: `The samples of one batch differ; the first has ${describe(first)}.`,
      received: describe(odd),
      next: "Give samples of one shape and type, e.g. resize or pad them first.",
    });
  const width = sizeOf(first.shape);
  const Store = first.data.constructor as Float32ArrayConstructor;
  const data = new Store(width * parts.length);
  for (const [i, part] of parts.entries()) data.set(part?.data as unknown as Float32Array, i * width);
  return {
    dtype: first.dtype,
    shape: [parts.length, ...first.shape],
    data: data as unknown as Elements[DType],
  };
}

const describe = (array?: NdArray) => (array ? `${array.dtype} [${array.shape.join(", ")}]` : "no array");
