import { float32, type NdArray, sizeOf } from "../array/ndArray.ts";
import { gradients } from "../graph/gradients.ts";
import { input, variable } from "../graph/op.ts";
import type { Tensor, Variable } from "../graph/tensor.ts";
import type { Layer, Weight } from "../layers/layer.ts";
import { mul } from "../ops/arithmetic.ts";
import { reduceSum } from "../ops/reduce.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { draws } from "./gradientCheck.ts";

/** One use of a layer, with what it must give. */
export interface LayerCase {
  make(): Layer;
  /** Shapes without the batch. */
  inputs: readonly (readonly number[])[];
  output: readonly number[];
  /** Name in test/golden/layers.json, for what PyTorch has an equal of. */
  golden?: string;
  /** Values and gradients are those of the graph that trains. */
  isTraining?: boolean;
}

/** All that is asked of one exported layer. */
export interface LayerCases {
  cases: readonly [LayerCase, ...LayerCase[]];
  /** "random": the graph that trains draws; "batch": it looks at the whole batch. */
  training: "same" | "random" | "batch";
  /** What becomes of a mask [batch, time]: of the first case whose inputs are series. */
  mask: "kept" | "dropped" | "made" | "no series";
  /** Something the layer refuses. */
  bad(): unknown;
}

/** sin(seed + 1.37·k) for the k-th element: values that need not be stored. */
export const wave = (shape: readonly number[], seed: number, shift = 0): NdArray<"float32"> =>
  float32(
    Float32Array.from({ length: sizeOf(shape) }, (_, k) => Math.sin(seed + 1.37 * k) + shift),
    shape,
  );

/** In [−2, 2], all apart from each other (the golden section's multiples spread evenly): no ties, no zeros. */
export const apart = (shape: readonly number[], i: number): NdArray<"float32"> =>
  float32(
    Float32Array.from({ length: sizeOf(shape) }, (_, k) => (((k + 1) * 0.6180339887 + i * 0.37) % 1) * 4 - 2),
    shape,
  );

/** Inputs and weights as the golden file has them. */
export const waves = (shapes: readonly (readonly number[])[], batch: number): NdArray<"float32">[] =>
  shapes.map((shape, i) => wave([batch, ...shape], i + 1));
export function setWeights({ weights }: Layer): void {
  weights.forEach((weight, j) => {
    weight.value = wave(weight.shape, 11 + j, weight.name.endsWith("movingVariance") ? 1.5 : 0);
  });
}

export interface LayerRun {
  y: NdArray;
  mask: NdArray | undefined;
  /** Of L = Σ wave(50) · y. */
  dx: NdArray[];
  dw: { weight: Weight; value: NdArray }[];
  updates: Map<string, NdArray>;
}

/** What a layer makes of these values; the batch is known only when the graph runs. */
export async function runLayer(
  layer: Layer,
  values: readonly NdArray[],
  { isTraining = false, masks = [] }: { isTraining?: boolean; masks?: readonly (NdArray | undefined)[] } = {},
): Promise<LayerRun> {
  const feeds = new Map<Tensor, NdArray>();
  const feed = (name: string, value: NdArray) => {
    const t = input(name, ["batch", ...value.shape.slice(1)], value.dtype);
    feeds.set(t, value);
    return t;
  };
  const xs = values.map((value, i) => feed(`x${i}`, value));
  const changed = new Map<Variable, Tensor>();
  const { outputs, mask } = layer.run(xs, {
    isTraining,
    masks: xs.map((_, i) => masks[i] && feed(`mask${i}`, masks[i])),
    update: (weight, value) => changed.set(weight, value),
    addLoss: () => {},
  });
  const y = outputs[0] as Tensor;
  const sizes = [values[0]?.shape[0] ?? 1, ...y.shape.slice(1)] as number[];
  const trained = layer.weights.filter(({ isTrainable }) => isTrainable);
  const loss = reduceSum(mul(y, feed("w", wave(sizes, 50))));
  const slopes = gradients(loss, [...xs, ...trained.map(variable)]);
  const results = await evaluate([y, ...slopes, ...changed.values(), ...(mask ? [mask] : [])], feeds);
  const take = (count: number) => results.splice(0, count);
  return {
    y: take(1)[0] as NdArray,
    dx: take(xs.length),
    dw: take(trained.length).map((value, i) => ({ weight: trained[i] as Weight, value })),
    updates: new Map(
      [...changed.keys()].map(({ name }) => [name.split("/").at(-1) as string, take(1)[0] as NdArray]),
    ),
    mask: results[0],
  };
}

/**
 * |dL by the rules − dL by central differences| along one random direction through all inputs and trained weights at
 * once, in units of √Σ (slope · direction)² + 1e-2: what the sum would be if its parts had random signs, so that parts
 * that happen to cancel do not magnify rounding. Points must lie away from kinks.
 */
export async function layerGradientError(
  layer: Layer,
  values: readonly NdArray<"float32">[],
  { isTraining = false, step = 1e-3 }: { isTraining?: boolean; step?: number } = {},
): Promise<number> {
  const { dx, dw, y } = await runLayer(layer, values, { isTraining });
  const xDirections = values.map(({ shape }, i) => draws(shape, 70 + i));
  const wDirections = dw.map(({ weight }, i) => draws(weight.shape, 90 + i));
  const parts = [
    ...dx.flatMap((slope, i) => along(slope, xDirections[i] as NdArray<"float32">)),
    ...dw.flatMap(({ value }, i) => along(value, wDirections[i] as NdArray<"float32">)),
  ];
  const byRule = parts.reduce((sum, part) => sum + part, 0);
  const moved = (at: NdArray, direction: NdArray<"float32">, h: number) =>
    float32(
      direction.data.map((v, k) => (at.data[k] as number) + h * v),
      at.shape,
    );
  const start = dw.map(({ weight }) => weight.value);
  const w = wave(y.shape, 50);
  const lossAt = async (h: number) => {
    dw.forEach(({ weight }, i) => {
      weight.value = moved(start[i] as NdArray, wDirections[i] as NdArray<"float32">, h);
    });
    const there = values.map((at, i) => moved(at, xDirections[i] as NdArray<"float32">, h));
    const run = await runLayer(layer, there, { isTraining });
    // Summed in double precision: the difference of two single sums would lose the digits that are compared.
    return w.data.reduce((sum, weight, k) => sum + weight * (run.y.data[k] as number), 0);
  };
  const byDifference = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
  dw.forEach(({ weight }, i) => {
    weight.value = start[i] as NdArray;
  });
  return Math.abs(byRule - byDifference) / (Math.hypot(...parts) + 1e-2);
}

const along = (slope: NdArray, direction: NdArray<"float32">): number[] =>
  Array.from(direction.data, (v, k) => v * (slope.data[k] as number));
