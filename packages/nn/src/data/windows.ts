import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { float32, type NdArray, sliceRows } from "../array/ndArray.ts";
import { type Batch, type Dataset, epochOrder } from "./dataset.ts";
import { readOptions } from "./options.ts";

const count = z.int().min(1);
const windowOptions = z.strictObject({
  /** Steps the model sees. */
  length: count,
  /** Steps to predict. */
  horizon: count,
  /** Steps between the starts of neighbouring windows. */
  stride: count.default(1),
  /** Steps between the last input and the first target, e.g. the time a decision needs. */
  gap: z.int().min(0).default(0),
  /** Columns to predict; all unless told. */
  targets: z.array(z.int().min(0)).min(1).optional(),
  batch: count.default(32),
  shuffle: z.boolean().default(false),
  seed: z.int().default(0),
});
export type WindowOptions = z.input<typeof windowOptions>;

/** Windows over series, cut out when a batch is asked for. */
export interface WindowDataset extends Dataset {
  readonly size: number;
  readonly samples: number;
  batches(epoch: number, signal?: AbortSignal): Iterable<Batch>;
  /** Windows by number, counted series by series in time order. */
  gather(windows: ArrayLike<number>): Batch;
}

/**
 * Sliding windows over one or several series [time, features]: inputs [n, length, features], targets [n, horizon, k].
 * Window i of a series of T steps starts at i · stride; there are ⌊(T − length − gap − horizon) / stride⌋ + 1, none
 * across the border of two series. A series too short for one window gives none.
 * Errors: NN_SHAPE_MISMATCH, NN_DATA_EMPTY when no window fits, NN_OPTION_INVALID.
 */
export function windows(
  series: NdArray<"float32"> | readonly NdArray<"float32">[],
  options: WindowOptions,
): WindowDataset {
  const { length, horizon, stride, gap, targets, batch, shuffle, seed } = readOptions(
    windowOptions,
    options,
    "windows",
  );
  const all: readonly NdArray<"float32">[] = "data" in series ? [series] : series;
  const features = commonFeatures(all);
  const columns = targets ?? Array.from({ length: features }, (_, column) => column);
  const unknown = columns.find((column) => column >= features);
  if (unknown !== undefined)
    throw new LeptonError("NN_SHAPE_MISMATCH", {
      problem: `windows: the series has ${features} columns, counted from 0.`,
      received: `target column ${unknown}`,
      field: "targets",
      next: "Give columns of the series.",
    });
  const span = length + gap + horizon;
  const ends: number[] = []; // windows in the series up to and including this one
  let samples = 0;
  for (const { shape } of all) {
    samples += Math.max(0, Math.floor(((shape[0] ?? 0) - span) / stride) + 1);
    ends.push(samples);
  }
  if (samples === 0)
    throw new LeptonError("NN_DATA_EMPTY", {
      problem: `No series is as long as one window: length + gap + horizon = ${span} steps.`,
      received: `series of ${all.map(({ shape }) => shape[0]).join(", ")} steps`,
      next: "Give a longer series, or a shorter length, gap or horizon.",
    });
  const gather = (numbers: ArrayLike<number>): Batch => {
    const x = new Float32Array(numbers.length * length * features);
    const y = new Float32Array(numbers.length * horizon * columns.length);
    for (let row = 0; row < numbers.length; row++) {
      const number = numbers[row] as number;
      const from = ends.findIndex((end) => number < end);
      const { data } = all[from] as NdArray<"float32">;
      const start = (number - (from > 0 ? (ends[from - 1] as number) : 0)) * stride;
      x.set(data.subarray(start * features, (start + length) * features), row * length * features);
      let at = row * horizon * columns.length;
      for (let step = start + length + gap; step < start + span; step++)
        for (const column of columns) y[at++] = data[step * features + column] as number;
    }
    return {
      inputs: [float32(x, [numbers.length, length, features])],
      targets: [float32(y, [numbers.length, horizon, columns.length])],
    };
  };
  return {
    samples,
    size: Math.ceil(samples / batch),
    gather,
    *batches(epoch, signal) {
      const order = epochOrder(samples, { shuffle, seed }, epoch);
      for (let from = 0; from < samples; from += batch) {
        signal?.throwIfAborted();
        yield gather(order.subarray(from, from + batch));
      }
    },
  };
}

/**
 * A series cut in time order into train, validation and test, sharing memory: [0, a) · [a + gap, b) · [b + gap, T).
 * Windows taken within the parts share no step, so nothing of the later parts leaks into training; `gap` more steps
 * keep slowly changing values apart. Shares are of T; validation 0.2 and test 0 unless told. Errors: NN_SPLIT_EMPTY.
 */
export function splitTime(
  series: NdArray<"float32">,
  { validation = 0.2, test = 0, gap = 0 }: { validation?: number; test?: number; gap?: number } = {},
): { train: NdArray<"float32">; validation: NdArray<"float32">; test: NdArray<"float32"> } {
  const steps = series.shape[0] ?? 0;
  const second = steps - Math.round(steps * test);
  const first = second - Math.round(steps * validation);
  const part = (from: number, to: number) => sliceRows(series, Math.min(from, to), to);
  const parts = {
    train: part(0, first),
    validation: part(first + gap, second),
    test: part(second + gap, steps),
  };
  const empty = (["train", "validation", "test"] as const).find(
    (name) => parts[name].shape[0] === 0 && (name !== "test" || test > 0),
  );
  if (first < 0 || empty)
    throw new LeptonError("NN_SPLIT_EMPTY", {
      problem: `The split in time leaves no steps for ${empty ?? "train"}.`,
      received: `${steps} steps, validation ${validation}, test ${test}, gap ${gap}`,
      next: "Give shares between 0 and 1 that leave room for every part.",
    });
  return parts;
}

function commonFeatures(series: readonly NdArray<"float32">[]): number {
  const features = series[0]?.shape[1] ?? 0;
  const odd = series.find(({ shape }) => shape.length !== 2 || shape[1] !== features);
  if (features === 0 || odd)
    throw new LeptonError("NN_SHAPE_MISMATCH", {
      problem: "windows: every series has the shape [time, features], with the same features.",
      received: odd ? `shape [${odd.shape.join(", ")}]` : "no series",
      next: "Reshape a single column to [time, 1].",
    });
  return features;
}
