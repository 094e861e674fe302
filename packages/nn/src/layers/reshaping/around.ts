import { LeptonError } from "@lepton/core";
import type { Tensor } from "../../graph/tensor.ts";
import { pad } from "../../ops/pad.ts";
import { slice } from "../../ops/slice.ts";
import { toChannelsFirst, toChannelsLast } from "../../ops/transpose.ts";
import { windowInput } from "../window.ts";

type Borders = readonly (readonly [number, number])[];

/** Zeros around [batch, …sizes, channels]. */
export function padAround(x: Tensor, borders: Borders): Tensor {
  windowInput(x.shape, borders.length);
  const before = [0, 0, ...borders.map(([cells]) => cells)];
  const after = [0, 0, ...borders.map(([, cells]) => cells)];
  return toChannelsLast(pad(toChannelsFirst(x), before, after));
}

/** [batch, …sizes, channels] without its borders. Errors: NN_SHAPE_MISMATCH when nothing is left. */
export function cropAround(x: Tensor, borders: Borders): Tensor {
  const { sizes } = windowInput(x.shape, borders.length);
  const cropped = borders.reduce((t, [before, after], i) => {
    const size = sizes[i] as number;
    if (before + after >= size)
      throw new LeptonError("NN_SHAPE_MISMATCH", {
        problem: `expected more than ${before + after} cells along axis ${i + 1}.`,
        received: `${size} cells`,
        next: "Crop less, or give a larger input.",
      });
    return slice(t, i + 2, before, size - after);
  }, toChannelsFirst(x));
  return toChannelsLast(cropped);
}
