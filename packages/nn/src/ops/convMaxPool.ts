import { sizeOf } from "../array/ndArray.ts";
import { gradients } from "../graph/gradients.ts";
import { defineOp, int64Constant, one, variableOf } from "../graph/op.ts";
import { order } from "../graph/order.ts";
import { type Dim, mismatch, sameShape, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, mul } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { equal, logicalAnd, logicalNot } from "./compare.ts";
import { conv, convOf } from "./conv.ts";
import type { ConvAttributes } from "./convAttributes.ts";
import { extent, type Geometry, positions } from "./geometry.ts";
import { unpool } from "./maxPool.ts";
import { range } from "./range.ts";
import { reshape } from "./reshape.ts";
import { slice } from "./slice.ts";
import { withGradient } from "./withGradient.ts";

const maximumOp = defineOp<null>("maximumN", {
  infer: (inputs) => {
    const [first] = inputs as [Tensor];
    if (inputs.some((t) => !sameShape(t.shape, first.shape)))
      throw mismatch("maximumN", inputs.map((t) => showShape(t.shape)).join(", "), "Give equal shapes.");
    return [first];
  },
  emit: (to, names) => to.node("Max", names),
  gradient: ({ inputs, outputs: [y] }, [dy]) =>
    dy ? winners(inputs, y as Tensor).map((mask) => mul(dy, cast(mask, "float32"))) : [],
});
/** The largest of equal shapes, element by element; the first that reaches it takes the gradient. */
export const maximumN = (inputs: readonly Tensor[]): Tensor => one(maximumOp.apply(inputs, null));

/** Where each input is the first to equal y = max(inputs); exactly one is, everywhere. */
function winners(inputs: readonly Tensor[], y: Tensor): Tensor[] {
  let open: Tensor | undefined;
  return inputs.map((x, i) => {
    if (i === inputs.length - 1 && open) return open;
    const reaches = equal(x, y);
    const mask = open ? logicalAnd(open, reaches) : reaches;
    const misses = logicalNot(reaches);
    open = open ? logicalAnd(open, misses) : misses;
    return mask;
  });
}

/**
 * maxPool(conv(x, w) + b) for windows side by side, while training: the largest of one strided convolution per cell of
 * the window. ONNX Runtime's pooling that keeps indices costs more than all convolutions of a small network; the
 * strided convolutions together cost what the one did, and who won is known by comparing them.
 * An x that nothing trained leads to (pictures) gets its filters' gradient cell by cell, so that the sparse gradient is
 * never spread out; otherwise it is spread, for the convolution's own rule. Undefined when `t` is no such convolution.
 */
export function convMaxPool(t: Tensor, pool: Geometry): Tensor | undefined {
  const inner = convOf(t);
  const isApart =
    pool.kernel.every((k, i) => k <= (pool.strides[i] as number)) && pool.pads.every((p) => p === 0);
  if (!inner || !isApart || pool.dilations.some((d) => d !== 1)) return undefined;
  const { x, w, bias, attributes } = inner;
  const out = positions(t.shape.slice(2) as number[], pool, "maxPool");
  const cells = cellsOf(pool.kernel);
  const phases = cells.map((cell) => phase(x, w, attributes, pool, out, cell));
  const largest = maximumN(phases);
  const y = isTrained(x) ? spreading(largest, phases, cells, t, inner, pool) : largest;
  // One bias per filter moves all cells alike, so it is added to the largest only.
  return bias ? add(y, reshape(bias, [bias.shape[0] as Dim, ...out.map(() => 1)])) : y;
}

const isTrained = (x: Tensor): boolean =>
  order([x]).some((node) => variableOf(node.outputs[0] as Tensor) !== undefined);

/** [0, 0], [0, 1], …: the cells of a window in row-major order. */
const cellsOf = (kernel: readonly number[]): number[][] =>
  kernel.reduce<number[][]>(
    (cells, k) => cells.flatMap((cell) => Array.from({ length: k }, (_, i) => [...cell, i])),
    [[]],
  );

/** The convolution at one cell of every window. Shape: [n, f, …out]. */
function phase(
  x: Tensor,
  w: Tensor,
  inner: ConvAttributes,
  pool: Geometry,
  out: readonly number[],
  cell: readonly number[],
): Tensor {
  const axes = cell.length;
  const strides = inner.strides.map((s, i) => s * (pool.strides[i] as number));
  const pads = Array<number>(2 * axes).fill(0);
  let source = x;
  cell.forEach((at, i) => {
    const size = x.shape[i + 2] as number;
    const from = at * (inner.strides[i] as number) - (inner.pads[i] as number);
    const reach = ((out[i] as number) - 1) * (strides[i] as number);
    const to = from + reach + extent(inner.kernel[i] as number, inner.dilations[i] as number);
    pads[i] = Math.max(0, -from);
    pads[i + axes] = Math.max(0, to - size);
    source = slice(source, i + 2, Math.max(0, from), Math.min(size, to));
  });
  return conv(source, w, { ...inner, strides, pads });
}

/** y with the gradient of the whole convolution: dy stands where each window's largest was. */
function spreading(
  y: Tensor,
  phases: readonly Tensor[],
  cells: readonly (readonly number[])[],
  t: Tensor,
  { x, w, attributes }: NonNullable<ReturnType<typeof convOf>>,
  pool: Geometry,
): Tensor {
  const whole = conv(x, w, attributes);
  return withGradient(y, [x, w], (dy) => {
    const indices = indicesOf(winners(phases, y), cells, t, pool, dy);
    const [dx, dw] = gradients(whole, [x, w], unpool(dy, indices, whole, pool));
    return [dx, dw];
  });
}

/** Flat index of each window's largest in the convolution's result, as ONNX's MaxPool gives it: int64 [n, f, …out]. */
function indicesOf(
  masks: readonly Tensor[],
  cells: readonly (readonly number[])[],
  t: Tensor,
  pool: Geometry,
  dy: Tensor,
): Tensor {
  const [, filters, ...sizes] = t.shape as [Dim, number, ...number[]];
  const out = dy.shape.slice(2) as number[];
  const steps = sizes.map((_, i) => sizeOf(sizes.slice(i + 1)));
  const offsetOf = (at: readonly number[]) => at.reduce((sum, p, i) => sum + p * (steps[i] as number), 0);
  const within = cells
    .map((cell, i) => ({ offset: offsetOf(cell), mask: masks[i] as Tensor }))
    .filter(({ offset }) => offset > 0)
    .map(({ offset, mask }) => mul(cast(mask, "float32"), offset))
    .reduce((sum, part) => add(sum, part));
  const picture = filters * sizeOf(sizes);
  const each = out.map(() => 1);
  const pictures = mul(range(dy, 0), int64Constant([picture], []));
  const channels = int64Constant(
    Array.from({ length: filters }, (_, f) => f * sizeOf(sizes)),
    [1, filters, ...each],
  );
  const starts = cellsOf(out).map((at) => offsetOf(at.map((p, i) => p * (pool.strides[i] as number))));
  // The sum of two constants is taken once, when the session is made.
  const first = add(channels, int64Constant(starts, [1, 1, ...out]));
  const base = add(reshape(pictures, [dy.shape[0] as Dim, 1, ...each], dy), first);
  return add(cast(within, "int64"), base);
}
