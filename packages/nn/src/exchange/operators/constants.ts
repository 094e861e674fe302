import { type Elements, type NdArray, sizeOf } from "../../array/ndArray.ts";
import type { Value } from "./call.ts";

/**
 * The numbers of a value that is whole and known: what shapes and pads are computed from before the graph runs.
 * Undefined for what is computed when it runs, and for floating numbers.
 */
export function wholeNumbers(value: Value): NdArray<"int64"> | undefined {
  if (value.kind === "sizes") {
    const { sizes, isScalar } = value;
    if (!sizes.every((size) => typeof size === "number")) return undefined;
    return int64(sizes as number[], isScalar ? [] : [sizes.length]);
  }
  if (value.kind === "array" && (value.array.dtype === "int64" || value.array.dtype === "int32"))
    return int64(Array.from(value.array.data, Number), value.array.shape);
  return undefined;
}

export const int64 = (values: readonly number[], shape: readonly number[]): NdArray<"int64"> => ({
  dtype: "int64",
  shape,
  data: BigInt64Array.from(values, BigInt) as Elements["int64"],
});

/** The same numbers under another shape; one size may be −1. */
export function reshapeNumbers({ data }: NdArray<"int64">, shape: readonly number[]): NdArray<"int64"> {
  const known = sizeOf(shape.filter((size) => size !== -1));
  return {
    dtype: "int64",
    shape: shape.map((size) => (size === -1 ? data.length / known : size)),
    data,
  };
}

/** y[i₀, i₁, …] = x[from + step · i] along each axis, axes in the order `perm`: slices and transpositions. */
export function view(
  { data, shape }: NdArray<"int64">,
  axes: readonly { readonly from: number; readonly step: number; readonly size: number }[],
  perm: readonly number[],
): NdArray<"int64"> {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const out = perm.map((axis) => axes[axis]?.size ?? 0);
  const values = Array.from({ length: sizeOf(out) }, (_, flat) => {
    let rest = flat;
    let at = 0;
    for (let i = out.length - 1; i >= 0; i--) {
      const size = out[i] as number;
      const axis = perm[i] as number;
      const { from = 0, step = 1 } = axes[axis] ?? {};
      at += (from + step * (rest % size)) * (strides[axis] as number);
      rest = Math.floor(rest / size);
    }
    return Number(data[at]);
  });
  return int64(values, out);
}
