import type { NdArray } from "../array/ndArray.ts";
import { arrays, type Dataset } from "../data/dataset.ts";

/** Arrays for one input or several. Shape: [samples, …] each. */
export type Data = NdArray | readonly NdArray[];
/** Inputs and targets, with a weight per sample if there is one; or a dataset. */
export type LabelledData =
  | Dataset
  | readonly [inputs: Data, targets: Data]
  | readonly [inputs: Data, targets: Data, sampleWeights: Float32Array];

export const listOf = (data: Data): readonly NdArray[] => ("dtype" in data ? [data] : data);
export const isDataset = (data: object): data is Dataset => "batches" in data;

/** A dataset of one batch, as it is. */
export function oneBatch(inputs: Data, targets?: Data, weights?: Float32Array): Dataset {
  const batch = {
    inputs: listOf(inputs),
    targets: targets === undefined ? [] : listOf(targets),
    ...(weights ? { weights } : {}),
  };
  return { size: 1, batches: () => [batch] };
}

/** Labelled data in order. */
export function inOrder(data: LabelledData, batchSize: number | undefined): Dataset {
  if (isDataset(data)) return data;
  const [inputs, targets, weights] = data;
  return arrays({
    inputs: listOf(inputs),
    targets: listOf(targets),
    ...(weights ? { weights } : {}),
    ...(batchSize === undefined ? {} : { batchSize }),
  });
}
