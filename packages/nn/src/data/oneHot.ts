import { LeptonError } from "@lepton/core";
import { float32, type NdArray } from "../array/ndArray.ts";

/**
 * Class numbers [n] → rows [n, classes] that are 1 at the class and 0 elsewhere. `classes`: the largest label + 1
 * unless told. Errors: NN_LABEL_OUTSIDE.
 */
export function oneHot(labels: ArrayLike<number> | NdArray, classes?: number): NdArray<"float32"> {
  const numbers = Array.from("data" in labels ? (labels.data as ArrayLike<number | bigint>) : labels, Number);
  const width = classes ?? numbers.reduce((most, label) => Math.max(most, label), -1) + 1;
  const out = new Float32Array(numbers.length * width);
  for (const [row, label] of numbers.entries()) {
    if (!(Number.isInteger(label) && label >= 0 && label < width))
      throw new LeptonError("NN_LABEL_OUTSIDE", {
        problem: `A label is not a class number from 0 to ${width - 1}.`,
        received: `${label} in row ${row}`,
        next: "Number the classes from 0, or give the true number of classes.",
      });
    out[row * width + label] = 1;
  }
  return float32(out, [numbers.length, width]);
}
