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
