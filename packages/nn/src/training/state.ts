import { type NdArray, sizeOf } from "../array/ndArray.ts";
import { input } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Weight } from "../layers/layer.ts";
import { concat } from "../ops/concat.ts";
import { reshape } from "../ops/reshape.ts";
import { split } from "../ops/split.ts";

/** Weights up to this many elements share one vector: every value passed to a run costs about 8 µs. */
const packedUpTo = 2 ** 16;

/** A value that lives in the runner from step to step: one large weight as it is, or small ones in a row. */
export interface Cell {
  readonly name: string;
  readonly weights: readonly Weight[];
  /** Trained by the optimiser; else kept (frozen weights, statistics). */
  readonly isTrained: boolean;
}

/** Which cells the weights live in. Same weights, same cells. */
export function planCells(weights: readonly Weight[]): Cell[] {
  const cells: Cell[] = [];
  for (const isTrained of [true, false]) {
    const group = weights.filter((weight) => weight.isTrainable === isTrained);
    const small = group.filter((weight) => sizeOf(weight.shape) <= packedUpTo);
    if (small.length > 0) cells.push({ name: isTrained ? "trained" : "kept", weights: small, isTrained });
    for (const weight of group)
      if (sizeOf(weight.shape) > packedUpTo) cells.push({ name: weight.name, weights: [weight], isTrained });
  }
  return cells;
}

/** Shape of the cell's value. */
export const cellShape = ({ weights }: Cell): readonly number[] =>
  weights.length === 1
    ? (weights[0] as Weight).shape
    : [weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0)];

/** The cell as a graph input, and each of its weights as a part of it. */
export function readCell(cell: Cell): { value: Tensor; parts: ReadonlyMap<Weight, Tensor> } {
  const value = input(`state/${cell.name}`, cellShape(cell));
  if (cell.weights.length === 1) return { value, parts: new Map([[cell.weights[0] as Weight, value]]) };
  const pieces = split(
    value,
    0,
    cell.weights.map(({ shape }) => sizeOf(shape)),
  );
  return {
    value,
    parts: new Map(cell.weights.map((weight, i) => [weight, reshape(pieces[i] as Tensor, weight.shape)])),
  };
}

/** Values per weight, joined as the cell holds them. */
export function joinCell(cell: Cell, tensorOf: (weight: Weight) => Tensor): Tensor {
  if (cell.weights.length === 1) return tensorOf(cell.weights[0] as Weight);
  return concat(
    cell.weights.map((weight) => reshape(tensorOf(weight), [sizeOf(weight.shape)])),
    0,
  );
}

/** The cell's numbers from its weights'. */
export function packValues(cell: Cell): NdArray<"float32"> {
  const shape = cellShape(cell);
  const data = new Float32Array(sizeOf(shape));
  let at = 0;
  for (const weight of cell.weights) {
    data.set(weight.value.data as Float32Array, at);
    at += sizeOf(weight.shape);
  }
  return { dtype: "float32", shape, data };
}

/** Gives the weights their part of the cell's numbers, copied. */
export function unpackValues(cell: Cell, { data }: NdArray): void {
  let at = 0;
  for (const weight of cell.weights) {
    const size = sizeOf(weight.shape);
    weight.value = {
      dtype: "float32",
      shape: weight.shape,
      data: (data as Float32Array).slice(at, at + size),
    };
    at += size;
  }
}
