import { LeptonError } from "@lepton/core";
import { float32, type NdArray } from "../array/ndArray.ts";

/** What was learnt from the training rows; plain numbers, so that it can be stored with the model. */
export interface Normalisation {
  /** Per feature (last axis). */
  readonly mean: Float64Array;
  /** Population standard deviation per feature; 1 for a feature that never changes. */
  readonly std: Float64Array;
  /** (x − mean) / std, as a new array. */
  apply(x: NdArray<"float32">): NdArray<"float32">;
  /** y · std + mean, as a new array: predictions back in their unit. */
  invert(y: NdArray<"float32">): NdArray<"float32">;
}

/**
 * Mean and standard deviation of every feature, from training rows only: applying it to validation rows leaks nothing.
 * Shape [..., features]; sums in float64. Welford's recurrence, so that large means cost no digits (Welford 1962).
 * Errors: NN_DATA_EMPTY, NN_NOT_FINITE, NN_SHAPE_MISMATCH.
 */
export function normalise(train: NdArray<"float32">): Normalisation {
  const width = train.shape.at(-1) ?? 0;
  const rows = width === 0 ? 0 : train.data.length / width;
  if (rows === 0)
    throw new LeptonError("NN_DATA_EMPTY", {
      problem: "There is nothing to learn a mean from.",
      received: `shape [${train.shape.join(", ")}]`,
      next: "Give training rows of shape [rows, features].",
    });
  const mean = new Float64Array(width);
  const squares = new Float64Array(width);
  for (let row = 0; row < rows; row++)
    for (let j = 0; j < width; j++) {
      const x = train.data[row * width + j] as number;
      const delta = x - (mean[j] as number);
      mean[j] = (mean[j] as number) + delta / (row + 1);
      squares[j] = (squares[j] as number) + delta * (x - (mean[j] as number));
    }
  const odd = mean.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0)
    throw new LeptonError("NN_NOT_FINITE", {
      problem: "A feature holds a value that is missing or infinite.",
      received: `feature ${odd}`,
      next: "Fill or drop such rows before normalising.",
    });
  return normalisation(
    mean,
    squares.map((sum) => Math.sqrt(sum / rows) || 1),
  );
}

/** The same from stored numbers. */
export function normalisation(mean: Float64Array, std: Float64Array): Normalisation {
  const perFeature = (x: NdArray<"float32">, of: (value: number, mean: number, std: number) => number) => {
    if (x.shape.at(-1) !== mean.length)
      throw new LeptonError("NN_SHAPE_MISMATCH", {
        problem: `The normalisation was learnt on ${mean.length} features.`,
        received: `shape [${x.shape.join(", ")}]`,
        next: "Give arrays with the same last axis.",
      });
    const out = x.data.map((value, i) =>
      of(value, mean[i % mean.length] as number, std[i % mean.length] as number),
    );
    return float32(out, x.shape);
  };
  return {
    mean,
    std,
    apply: (x) => perFeature(x, (value, m, s) => (value - m) / s),
    invert: (y) => perFeature(y, (value, m, s) => value * s + m),
  };
}
