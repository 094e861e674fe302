import { LeptonError } from "@lepton/core";
import { type NdArray, sizeOf } from "../array/ndArray.ts";
import { arrays, type Batch, type Dataset } from "../data/dataset.ts";
import { isArrays } from "../training/engine.ts";

/** What the loss of each class is multiplied by; 1 for a class that is not named. */
export type ClassWeights = Readonly<Record<number, number>>;

/**
 * The dataset with every sample weighted by its class, times the weight it has. Targets are labels [n], [n, 1] or
 * one-hot [n, classes]. Errors: NN_CONFIG_INVALID on a weight that is negative or no number.
 */
export function classWeighted(data: Dataset, classWeights: ClassWeights): Dataset {
  for (const [label, weight] of Object.entries(classWeights))
    if (!(weight >= 0 && Number.isFinite(weight)))
      throw new LeptonError("NN_CONFIG_INVALID", {
        problem: "A class weight is not a number of at least 0.",
        received: `${weight} for class ${label}`,
        next: "Give a factor per class: { 0: 1, 1: 5 }.",
        field: "classWeights",
      });
  if (isArrays(data)) return arrays({ ...data, weights: weightsOf(data, classWeights) });
  return {
    ...data,
    async *batches(epoch, signal) {
      for await (const batch of data.batches(epoch, signal))
        yield { ...batch, weights: weightsOf(batch, classWeights) };
    },
  };
}

function weightsOf({ targets, weights }: Pick<Batch, "targets" | "weights">, by: ClassWeights): Float32Array {
  const labels = labelsOf(targets[0] as NdArray);
  return Float32Array.from(labels, (label, row) => (by[label] ?? 1) * (weights?.[row] ?? 1));
}

/** Class numbers of labels or one-hot rows. */
function labelsOf({ shape, data }: NdArray): Int32Array {
  const [rows = 0] = shape;
  const width = sizeOf(shape.slice(1));
  return Int32Array.from({ length: rows }, (_, row) => {
    if (width === 1) return Number(data[row]);
    let best = 0;
    for (let k = 1; k < width; k++)
      if ((data[row * width + k] as number) > (data[row * width + best] as number)) best = k;
    return best;
  });
}
