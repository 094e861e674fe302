import { type NdArray, ndArray, sizeOf } from "../array/ndArray.ts";

/** Whole numbers and what one of them is worth. */
export interface Quantized {
  readonly values: NdArray<"int8">;
  /** One value, or one per slice of the axis. */
  readonly scale: NdArray<"float32">;
  readonly axis: number | undefined;
}

/**
 * w ≈ scale · q with q = round(w / scale) in ±64 (`reducesRange`) or ±127, scale = max |w| / that: symmetric, so that 0
 * is 0. With an axis each of its slices has a scale of its own. Why ±64: without VNNI, processors add pairs of products
 * of 8 bits in 16, which saturates beyond 7 bits of weight.
 * Source: Jacob et al. 2017, arXiv:1712.05877; ONNX Runtime's `reduce_range`.
 */
export function quantizeWeights(
  { data, shape }: NdArray,
  axis: number | undefined,
  reducesRange: boolean,
): Quantized {
  const most = reducesRange ? 64 : 127;
  const inner = axis === undefined ? 1 : sizeOf(shape.slice(axis + 1));
  const slices = axis === undefined ? 1 : (shape[axis] as number);
  const sliceOf = (i: number) => (axis === undefined ? 0 : Math.floor(i / inner) % slices);
  const largest = new Float64Array(slices);
  for (let i = 0; i < data.length; i++) {
    const s = sliceOf(i);
    largest[s] = Math.max(largest[s] as number, Math.abs(Number(data[i])));
  }
  // A slice of zeros has any scale.
  const scales = Float32Array.from(largest, (max) => (max === 0 ? 1 : max / most));
  const values = new Int8Array(data.length);
  for (let i = 0; i < data.length; i++)
    values[i] = Math.max(-most, Math.min(most, Math.round(Number(data[i]) / (scales[sliceOf(i)] as number))));
  return {
    values: ndArray(values, shape, "int8"),
    scale: ndArray(scales, axis === undefined ? [] : [slices], "float32"),
    axis,
  };
}
