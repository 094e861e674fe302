import { type NdArray, sizeOf } from "../array/ndArray.ts";
import { input } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Weight } from "../layers/layer.ts";
import { concat } from "../ops/concat.ts";
import { reshape } from "../ops/reshape.ts";
import { split } from "../ops/split.ts";

/** Weights up to this many elements share one vector: every value passed to a run costs about 8 µs. */
const packedUpTo = 2 ** 16;

/** A value that lives in the engine from step to step: one large weight as it is, or small ones in a row. */
export interface Cell {
  /** By place, not by the layer's name: the same for every model of these layers. */
  readonly name: string;
  readonly weights: readonly Weight[];
  /** Trained by the optimiser; else kept (frozen weights, statistics). */
  readonly isTrained: boolean;
  /** Shrunk by the optimiser's weight decay. */
  readonly decays: boolean;
}

/** Which cells the weights live in. Same weights, same cells. */
export function planCells(
  weights: readonly Weight[],
  isTrained: (weight: Weight) => boolean,
  decays: (weight: Weight) => boolean,
): Cell[] {
  const cells: Cell[] = [];
  const groups = [
    { stem: "trained", isTrained: true, decays: false },
    { stem: "decaying", isTrained: true, decays: true },
    { stem: "kept", isTrained: false, decays: false },
  ];
  const groupOf = (weight: Weight) => (isTrained(weight) ? (decays(weight) ? 1 : 0) : 2);
  groups.forEach(({ stem, ...kind }, group) => {
    const own = weights.filter((weight) => groupOf(weight) === group);
    const small = own.filter((weight) => sizeOf(weight.shape) <= packedUpTo);
    if (small.length > 0) cells.push({ name: stem, weights: small, ...kind });
    for (const weight of own)
      if (!small.includes(weight))
        cells.push({ name: `weight${weights.indexOf(weight)}`, weights: [weight], ...kind });
  });
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

/** The weights' parts of the cell's numbers, which are the caller's to give away. */
export function unpackValues(cell: Cell, { data }: NdArray): Map<Weight, NdArray> {
  const values = new Map<Weight, NdArray>();
  let at = 0;
  for (const weight of cell.weights) {
    const size = sizeOf(weight.shape);
    const own = data as Float32Array;
    const part = cell.weights.length === 1 ? own : own.slice(at, at + size);
    values.set(weight, { dtype: "float32", shape: weight.shape, data: part });
    at += size;
  }
  return values;
}
