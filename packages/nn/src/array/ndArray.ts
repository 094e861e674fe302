import { LeptonError } from "@lepton/core";

/** Element types that graphs compute with; `float32` unless a layer says otherwise. */
export type DType = "float32" | "int32" | "int64" | "bool" | "uint8" | "int8";

/** What the elements of each type are stored in. */
export interface Elements {
  float32: Float32Array;
  int32: Int32Array;
  int64: BigInt64Array;
  bool: Uint8Array;
  uint8: Uint8Array;
  int8: Int8Array;
}

/** Numbers in row-major order with their shape: what goes into a model and comes out of it. */
export interface NdArray<T extends DType = DType> {
  readonly dtype: T;
  readonly shape: readonly number[];
  readonly data: Elements[T];
}

/** ∏ dims; 1 for a scalar's `[]`. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, dim) => size * dim, 1);

/**
 * Wraps `data` without copying. Shape: any whose product is the number of elements.
 * Errors: NN_SHAPE_MISMATCH.
 */
export function ndArray<T extends DType>(data: Elements[T], shape: readonly number[], dtype: T): NdArray<T> {
  if (sizeOf(shape) !== data.length || shape.some((dim) => !Number.isInteger(dim) || dim < 0))
    throw new LeptonError("NN_SHAPE_MISMATCH", {
      problem: `The shape holds ${sizeOf(shape)} elements, the data ${data.length}.`,
      received: `shape [${shape.join(", ")}]`,
      next: "Give a shape whose dimensions multiply to the number of elements.",
    });
  return { dtype, shape: [...shape], data };
}

/** float32 array: `float32([1, 2, 3, 4], [2, 2])`. Numbers are rounded to single precision. */
export const float32 = (data: ArrayLike<number>, shape: readonly number[] = [data.length]) =>
  ndArray(data instanceof Float32Array ? data : Float32Array.from(data), shape, "float32");

/** int32 array, for class labels and token ids. */
export const int32 = (data: ArrayLike<number>, shape: readonly number[] = [data.length]) =>
  ndArray(data instanceof Int32Array ? data : Int32Array.from(data), shape, "int32");

type Nested = number | readonly Nested[];

/** Nested lists of equal lengths to a float32 array: `array([[1, 2], [3, 4]])`. Errors: NN_SHAPE_MISMATCH when ragged. */
export function array(values: Nested): NdArray<"float32"> {
  const shape: number[] = [];
  for (let level: Nested = values; typeof level !== "number"; level = level[0] ?? 0) shape.push(level.length);
  const data = new Float32Array(sizeOf(shape));
  let at = 0;
  const fill = (level: Nested, depth: number): void => {
    if (typeof level === "number" ? depth !== shape.length : level.length !== shape[depth])
      throw new LeptonError("NN_SHAPE_MISMATCH", {
        problem: "The nested lists are not of equal lengths.",
        received: `depth ${depth}, expected shape [${shape.join(", ")}]`,
        next: "Give every row the same number of values.",
      });
    if (typeof level === "number") data[at++] = level;
    else for (const inner of level) fill(inner, depth + 1);
  };
  fill(values, 0);
  return ndArray(data, shape, "float32");
}

/** Rows `indices` of the first axis, copied. */
export function takeRows<T extends DType>(from: NdArray<T>, indices: ArrayLike<number>): NdArray<T> {
  const [rows = 0, ...rest] = from.shape;
  const width = sizeOf(rest);
  const data = from.data as unknown as Float32Array;
  const Store = from.data.constructor as Float32ArrayConstructor;
  const out = new Store(indices.length * width);
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i] as number;
    if (!(row >= 0 && row < rows))
      throw new LeptonError("NN_ROW_UNKNOWN", {
        problem: `There is no such row; the array has ${rows}.`,
        received: String(row),
        next: "Give indices from 0 to the number of rows less one.",
      });
    out.set(data.subarray(row * width, (row + 1) * width), i * width);
  }
  return { dtype: from.dtype, shape: [indices.length, ...rest], data: out as unknown as Elements[T] };
}

/** Rows [from, to) of the first axis, sharing memory. */
export function sliceRows<T extends DType>(of: NdArray<T>, from: number, to: number): NdArray<T> {
  const [rows = 0, ...rest] = of.shape;
  const width = sizeOf(rest);
  const end = Math.min(to, rows);
  const data = of.data.subarray(from * width, end * width) as Elements[T];
  return { dtype: of.dtype, shape: [end - from, ...rest], data };
}
