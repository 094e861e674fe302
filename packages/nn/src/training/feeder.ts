import { LeptonError } from "@lepton/core";
import { type DType, type NdArray, sizeOf } from "../array/ndArray.ts";
import { type ArraysOptions, type Batch, epochOrder } from "../data/dataset.ts";
import type { Ort, OrtTensor } from "../runtime/ort.ts";
import { rateInput, type Signature, stepInput, weightsInput } from "./names.ts";

/** What elements of a type are stored in. */
export const stores = {
  float32: Float32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
  uint8: Uint8Array,
  int8: Int8Array,
} as const;

/** Up to this many elements a loop is faster than a view and `set`. */
const loopUpTo = 128;

/** One array of a dataset and where its rows go. */
interface Column {
  readonly name: string;
  readonly dtype: DType;
  readonly source: NdArray;
  readonly width: number;
  /** Shape of a row in the program. */
  readonly tail: readonly number[];
  /** Buffers by number of rows: a full batch and the last one. */
  readonly buffers: Map<number, OrtTensor>;
}

/** Puts batches where a program reads them. The feeds are one object for all runs; buffers are made once and reused. */
export class Feeder {
  readonly feeds: Record<string, OrtTensor> = {};
  readonly #signature: Signature;
  readonly #Tensor: Ort["Tensor"];
  readonly #rate = new Float32Array(1);
  readonly #step = new Float32Array(1);

  constructor(signature: Signature, { Tensor }: Ort) {
    this.#signature = signature;
    this.#Tensor = Tensor;
  }

  /** Learning rate and number of the step, 1 the first. */
  training(rate: number, step: number): void {
    this.#rate[0] = rate;
    this.#step[0] = step;
    this.feeds[rateInput] ??= this.#tensor({ dtype: "float32", shape: [], data: this.#rate });
    this.feeds[stepInput] ??= this.#tensor({ dtype: "float32", shape: [], data: this.#step });
  }

  /** Batches of an epoch, rows gathered straight into the buffers. Gives the number of rows of each. */
  *arrays(data: ArraysOptions, epoch: number): Generator<number, void, undefined> {
    const columns = this.#columns(data);
    const { batchSize = 32, shuffle = false, seed = 0, rows } = data;
    const order = epochOrder(rows ?? data.inputs[0]?.shape[0] ?? 0, { shuffle, seed }, epoch);
    for (let from = 0; from < order.length; from += batchSize) {
      const to = Math.min(from + batchSize, order.length);
      for (const column of columns) this.feeds[column.name] = this.#gather(column, order, from, to);
      yield to - from;
    }
  }

  /** A batch as it is. Gives its number of rows. */
  batch({ inputs, targets, weights }: Batch): number {
    const { inputs: wanted, targets: truths, hasWeights } = this.#signature;
    const rows = inputs[0]?.shape[0] ?? 0;
    wanted.forEach(({ name, dtype }, i) => {
      this.feeds[name] = this.#tensor(asType(inputs[i] as NdArray, dtype));
    });
    truths.forEach(({ name, dtype, rank }, i) => {
      const truth = asType(targets[i] as NdArray, dtype);
      this.feeds[name] = this.#tensor({ ...truth, shape: ranked(truth.shape, rank) } as NdArray);
    });
    if (hasWeights)
      this.feeds[weightsInput] = this.#tensor({
        dtype: "float32",
        shape: [rows],
        data: weights ?? new Float32Array(rows).fill(1),
      });
    return rows;
  }

  #columns({ inputs, targets = [], weights }: ArraysOptions): Column[] {
    const column = (name: string, dtype: DType, source: NdArray, shape = source.shape): Column => ({
      name,
      dtype,
      source,
      width: sizeOf(source.shape.slice(1)),
      tail: shape.slice(1),
      buffers: new Map(),
    });
    const { inputs: wanted, targets: truths, hasWeights } = this.#signature;
    const columns = wanted.map(({ name, dtype }, i) => column(name, dtype, inputs[i] as NdArray));
    truths.forEach(({ name, dtype, rank }, i) => {
      const truth = targets[i] as NdArray;
      columns.push(column(name, dtype, truth, ranked(truth.shape, rank)));
    });
    if (hasWeights) {
      const samples = inputs[0]?.shape[0] ?? 0;
      const data = weights ?? new Float32Array(samples).fill(1);
      columns.push(column(weightsInput, "float32", { dtype: "float32", shape: [samples], data }));
    }
    return columns;
  }

  #gather(column: Column, order: Uint32Array, from: number, to: number): OrtTensor {
    const { dtype, source, width, buffers, tail } = column;
    let tensor = buffers.get(to - from);
    if (!tensor) {
      const data = new stores[dtype]((to - from) * width);
      tensor = this.#tensor({ dtype, shape: [to - from, ...tail], data } as NdArray);
      buffers.set(to - from, tensor);
    }
    const out = tensor.data as Float32Array;
    const data = source.data as Float32Array;
    if ((source.dtype === "int64") !== (dtype === "int64")) convertRows(out, data, order, from, to, width);
    else if (width > loopUpTo) setRows(out, data, order, from, to, width);
    else copyRows(out, data, order, from, to, width);
    return tensor;
  }

  #tensor({ dtype, shape, data }: NdArray): OrtTensor {
    return new this.#Tensor(dtype as "float32", data as Float32Array, shape as number[]) as OrtTensor;
  }
}

type GatherRows = (
  out: Float32Array,
  data: Float32Array,
  order: Uint32Array,
  from: number,
  to: number,
  width: number,
) => void;

const copyRows: GatherRows = (out, data, order, from, to, width) => {
  let at = 0;
  for (let i = from; i < to; i++) {
    const row = (order[i] as number) * width;
    for (let k = row; k < row + width; k++) out[at++] = data[k] as number;
  }
};
const setRows: GatherRows = (out, data, order, from, to, width) => {
  for (let i = from; i < to; i++) {
    const row = (order[i] as number) * width;
    out.set(data.subarray(row, row + width), (i - from) * width);
  }
};
/** Between BigInts and numbers, whatever the types here say. */
const convertRows: GatherRows = (out, data, order, from, to, width) => {
  const isWide = (out as unknown) instanceof BigInt64Array;
  let at = 0;
  for (let i = from; i < to; i++) {
    const row = (order[i] as number) * width;
    for (let k = row; k < row + width; k++) {
      const value = data[k] as number;
      out[at++] = (isWide ? BigInt(Math.trunc(value)) : Number(value)) as number;
    }
  }
};

/** Targets [batch] for outputs [batch, 1], and labels [batch, 1] for [batch]: the same numbers. */
export function ranked(shape: readonly number[], rank: number): readonly number[] {
  if (shape.length === rank - 1) return [...shape, 1];
  if (shape.length === rank + 1 && shape.at(-1) === 1) return shape.slice(0, -1);
  return shape;
}

/** Whether numbers of one type can stand for another's: any for floats and whole numbers, else the same. */
export const fitsType = (from: DType, to: DType): boolean =>
  from === to || to === "float32" || to === "int32" || to === "int64";

/** The array as the type a program takes: uint8 pictures as float32, float labels as int32. Errors: NN_TYPE_MISMATCH. */
export function asType(array: NdArray, dtype: DType): NdArray {
  if (array.dtype === dtype) return array;
  const { shape } = array;
  const data = array.data as Float32Array;
  if (dtype === "float32") return { dtype, shape, data: Float32Array.from(data, Number) };
  if (dtype === "int32") return { dtype, shape, data: Int32Array.from(data, Number) };
  if (dtype === "int64")
    return { dtype, shape, data: BigInt64Array.from(data, (value) => BigInt(Math.trunc(Number(value)))) };
  throw new LeptonError("NN_TYPE_MISMATCH", {
    problem: "The data are of a type that the model's input does not take.",
    received: `${array.dtype} for ${dtype}`,
    next: `Give an array of type ${dtype}.`,
  });
}
