import { z } from "zod";
import { axisOf, type Dim, mismatch, showShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { l2Normalize } from "../../ops/l2Normalize.ts";
import { matMul } from "../../ops/matMul.ts";
import { reshape } from "../../ops/reshape.ts";
import { transpose } from "../../ops/transpose.ts";
import { defineLayer, type Layer } from "../layer.ts";
import { checkCount } from "./merge.ts";

const layer = defineLayer("dot", {
  config: z
    .object({
      axes: z.union([z.number().int(), z.tuple([z.number().int(), z.number().int()])]),
      normalize: z.boolean().default(false),
    })
    .strict(),
  call: (inputs, _, { axes, normalize }) => {
    checkCount(inputs, "dot", 2);
    const [a, b] = inputs as readonly [Tensor, Tensor];
    const [first, second] = typeof axes === "number" ? [axes, axes] : axes;
    const [i, j] = [axisOf(first, a.shape.length, "dot"), axisOf(second, b.shape.length, "dot")];
    if (i === 0 || j === 0 || a.shape[i] !== b.shape[j])
      throw mismatch(
        "dot",
        `${showShape(a.shape)} and ${showShape(b.shape)} along axes ${i} and ${j}`,
        "Give axes of equal size behind the batch.",
      );
    return batchDot(normalize ? l2Normalize(a, i) : a, normalize ? l2Normalize(b, j) : b, i, j);
  },
  mask: () => undefined,
});

/** Σₖ a[n, …, k, …] · b[n, …, k, …]: [batch, a's other axes, b's other axes]. */
function batchDot(a: Tensor, b: Tensor, i: number, j: number): Tensor {
  const batch = a.shape[0] as Dim;
  const length = a.shape[i] as Dim;
  const rows = behind(a, i);
  const columns = behind(b, j);
  const product = matMul(
    reshape(transpose(a, [0, ...rows, i]), [batch, count(a, rows), length]),
    reshape(transpose(b, [0, ...columns, j]), [batch, count(b, columns), length]),
    { transB: true },
  );
  const rest = [...rows.map((axis) => a.shape[axis] as Dim), ...columns.map((axis) => b.shape[axis] as Dim)];
  return reshape(product, [batch, ...(rest.length === 0 ? [1] : rest)]);
}
const behind = (t: Tensor, without: number): number[] =>
  [...t.shape.keys()].filter((axis) => axis !== 0 && axis !== without);
const count = (t: Tensor, axes: readonly number[]): number =>
  axes.reduce((n, axis) => n * (t.shape[axis] as number), 1);

type Config = Parameters<typeof layer>[0];

/**
 * Sum of products along an axis of each: `dot(1)(a, b)`, `dot([2, 1])(a, b)`; axes count from the batch's 0.
 * `normalize`: both have length 1 along it first (the cosine). Shape: [batch, a's other axes, b's other axes], or
 * [batch, 1]. Errors: NN_SHAPE_MISMATCH, NN_AXIS_INVALID, NN_INPUT_COUNT.
 */
export const dot = (axes: Config["axes"], options: Omit<Config, "axes"> = {}): Layer =>
  layer({ axes, ...options });
