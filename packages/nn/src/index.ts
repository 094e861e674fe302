export {
  array,
  type DType,
  type Elements,
  float32,
  int32,
  type NdArray,
  ndArray,
  sizeOf,
  sliceRows,
  takeRows,
} from "./array/ndArray.ts";

export { type ArrayDataset, type ArraysOptions, arrays, type Batch, type Dataset } from "./data/dataset.ts";
export { fromIterable, type IterableOptions, type Sample } from "./data/fromIterable.ts";
export { readIdx } from "./data/idx.ts";
export { type Normalisation, normalisation, normalise } from "./data/normalise.ts";
export { type Npy, type NpyData, parseNpy, readNpy, writeNpy } from "./data/npy.ts";
export { type NpzOptions, readNpz, writeNpz } from "./data/npz.ts";
export { oneHot } from "./data/oneHot.ts";
export { type PadOptions, padSequences } from "./data/padSequences.ts";
export { prefetch } from "./data/prefetch.ts";
export { type SplitOptions, splitArrays, splitRows } from "./data/split.ts";
export { splitTime, type WindowDataset, type WindowOptions, windows } from "./data/windows.ts";
