import type { Tensor } from "../../graph/tensor.ts";
import { averagePool } from "../../ops/averagePool.ts";
import { conv } from "../../ops/conv.ts";
import { extent, type Geometry, padsOf } from "../../ops/geometry.ts";
import { maxPool } from "../../ops/maxPool.ts";
import { pad } from "../../ops/pad.ts";
import { reduceMax, reduceMean } from "../../ops/reduce.ts";
import { upsample } from "../../ops/upsample.ts";
import { type Call, type Operator, one } from "./call.ts";

const sizesOf = (call: Call, x: Tensor): number[] =>
  x.shape.slice(2).map((size) => {
    if (typeof size === "number") return size;
    throw call.unsupported(`the size ${size} is not known before the graph runs`);
  });

/** Kernel, strides, dilations and pads of a node over x [n, c, …]; `auto_pad` and `ceil_mode` worked out. */
function geometry(call: Call, x: Tensor, kernel: readonly number[]): Geometry {
  const sizes = sizesOf(call, x);
  const ones = kernel.map(() => 1);
  const moves = {
    kernel,
    strides: call.ints("strides") ?? ones,
    dilations: call.ints("dilations") ?? ones,
  };
  const auto = call.text("auto_pad", "NOTSET");
  if (auto === "VALID") return { ...moves, pads: padsOf("valid", sizes, moves) };
  if (auto === "SAME_UPPER" || auto === "SAME_LOWER") {
    const pads = padsOf("same", sizes, moves);
    const [before, after] = [pads.slice(0, sizes.length), pads.slice(sizes.length)];
    return { ...moves, pads: auto === "SAME_UPPER" ? pads : [...after, ...before] };
  }
  const pads = call.ints("pads") ?? [...kernel, ...kernel].map(() => 0);
  return { ...moves, pads: call.int("ceil_mode", 0) === 0 ? pads : ceiled(sizes, { ...moves, pads }) };
}

/**
 * Pads behind that make room for the last window of `ceil_mode`. A window that would begin behind the input and its
 * pads in front is none, as in PyTorch and ONNX Runtime.
 */
function ceiled(sizes: readonly number[], { kernel, strides, dilations, pads }: Geometry): number[] {
  const axes = sizes.length;
  return pads.map((cells, at) => {
    if (at < axes) return cells;
    const i = at - axes;
    const [size, stride] = [sizes[i] as number, strides[i] as number];
    const reach = extent(kernel[i] as number, dilations[i] as number);
    const before = pads[i] as number;
    let out = Math.ceil((size + before + cells - reach) / stride) + 1;
    if ((out - 1) * stride >= size + before) out--;
    return Math.max(cells, (out - 1) * stride + reach - size - before);
  });
}

function convolution(call: Call): Tensor {
  const [x, w] = [call.tensor(0), call.tensor(1)];
  const kernel = call.ints("kernel_shape") ?? (w.shape.slice(2) as number[]);
  const bias = call.value(2) ? call.tensor(2) : undefined;
  return conv(x, w, { ...geometry(call, x, kernel), groups: call.int("group", 1) }, bias);
}

function pooled(call: Call): { x: Tensor; window: Geometry } {
  const x = call.tensor(0);
  const kernel = call.ints("kernel_shape");
  if (!kernel) throw call.unsupported("it has no kernel_shape");
  return { x, window: geometry(call, x, kernel) };
}

function averaged(call: Call): Tensor {
  const { x, window } = pooled(call);
  const isPadded = window.pads.some((cells) => cells > 0);
  if (!isPadded || call.int("count_include_pad", 0) === 0) return averagePool(x, window);
  if (call.int("ceil_mode", 0) !== 0) throw call.unsupported("count_include_pad with ceil_mode");
  // Cells of the padding count: they are zeros like others.
  const { pads } = window;
  const axes = pads.length / 2;
  const padded = pad(x, [0, 0, ...pads.slice(0, axes)], [0, 0, ...pads.slice(axes)]);
  return averagePool(padded, { ...window, pads: pads.map(() => 0) });
}

const spatial = (x: Tensor): number[] => x.shape.slice(2).map((_, i) => i + 2);

/** Nearest neighbour by whole factors, in the forms that give each cell so many copies. */
function resized(call: Call): Tensor {
  const x = call.tensor(0);
  const isOld = call.node.opType === "Upsample" || call.around.opset < 11;
  const scalesAt = isOld ? 1 : 2;
  if (call.text("mode", "nearest") !== "nearest") throw call.unsupported(`mode ${call.text("mode", "")}`);
  const given = call.floats("scales") ?? (call.value(scalesAt) ? call.numbers(scalesAt) : []);
  const scales =
    given.length > 0
      ? [...given]
      : call.sizes(3).map((size, i) => (size === x.shape[i] ? 1 : Number(size) / Number(x.shape[i])));
  const coordinates = call.text("coordinate_transformation_mode", isOld ? "asymmetric" : "half_pixel");
  const rounding = call.text("nearest_mode", isOld ? "floor" : "round_prefer_floor");
  const isCopies =
    coordinates === "half_pixel" ||
    coordinates === "pytorch_half_pixel" ||
    (coordinates === "asymmetric" && rounding === "floor");
  const factors = scales.slice(2);
  const isWhole = factors.every((factor) => Number.isInteger(factor) && factor >= 1);
  if (!isCopies || !isWhole || scales[0] !== 1 || scales[1] !== 1)
    throw call.unsupported(`scales ${scales.join(", ")}, ${coordinates}, ${rounding}`);
  return factors.every((factor) => factor === 1) ? x : upsample(x, factors);
}

export const windows: Readonly<Record<string, Operator>> = {
  AveragePool: one(averaged),
  Conv: one(convolution),
  GlobalAveragePool: one((call) => reduceMean(call.tensor(0), spatial(call.tensor(0)), true)),
  GlobalMaxPool: one((call) => reduceMax(call.tensor(0), spatial(call.tensor(0)), true)),
  MaxPool: one((call) => {
    const { x, window } = pooled(call);
    return maxPool(x, window, { isTraining: call.around.isTraining });
  }),
  Resize: one(resized),
  Upsample: one(resized),
};
