import { float32 } from "../array/ndArray.ts";
import { constant, defineOp, one } from "../graph/op.ts";
import { type Dim, mismatch, sameShape, showShape, staticShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { blockedConv } from "./blockedConv.ts";
import { type ConvAttributes, convAttributes } from "./convAttributes.ts";
import { convTranspose } from "./convTranspose.ts";
import { extent, positions } from "./geometry.ts";
import { matMul } from "./matMul.ts";
import { reduceSum } from "./reduce.ts";
import { reshape } from "./reshape.ts";
import { reverse } from "./reverse.ts";
import { transpose } from "./transpose.ts";

const op = defineOp<ConvAttributes>("conv", {
  infer: ([x, w], attributes) => {
    const [, channels, ...sizes] = (x as Tensor).shape;
    const [filters, perGroup, ...cells] = (w as Tensor).shape;
    const known = staticShape(sizes);
    if (
      !known ||
      known.length !== attributes.kernel.length ||
      typeof channels !== "number" ||
      typeof perGroup !== "number" ||
      channels !== perGroup * attributes.groups ||
      !Number.isInteger((filters as number) / attributes.groups) ||
      !sameShape(cells, attributes.kernel)
    )
      throw mismatch(
        "conv",
        `input ${showShape((x as Tensor).shape)}, filters ${showShape((w as Tensor).shape)}, kernel ${showShape(attributes.kernel)}, groups ${attributes.groups}`,
        "Input channels must be the filters' channels times the groups, filters a multiple of the groups, sizes known.",
      );
    return [
      {
        dtype: "float32",
        shape: [(x as Tensor).shape[0] as Dim, filters as Dim, ...positions(known, attributes, "conv")],
      },
    ];
  },
  emit: (to, names, attributes, { inputs: [, w] }) =>
    blockedConv(to, names, (w as Tensor).shape as readonly number[], attributes) ??
    to.node("Conv", names, { attributes: convAttributes(attributes) }),
  gradient: ({ inputs, attributes, needs }, [dy]) => {
    const [x, w] = inputs as [Tensor, Tensor];
    if (!dy) return [];
    return [
      needs[0] ? inputGradient(x, w, dy, attributes) : undefined,
      needs[1] ? convFilterGradient(x, dy, w.shape as readonly number[], attributes) : undefined,
      needs[2] ? biasGradient(dy) : undefined,
    ];
  },
});

/** db[f] = Σ dy[n, f, p]. What max pooling sends back is 0 but where it came from, so its sum is taken before. */
function biasGradient(dy: Tensor): Tensor {
  const sparse = dy.node.op.name === "maxUnpool" ? dy.node.inputs[0] : undefined;
  return reduceSum(sparse ?? dy, [0, ...dy.shape.slice(2).map((_, i) => i + 2)]);
}

/**
 * Cross-correlation of x [n, c, …] with filters w [f, c / groups, …]: y[n, f, …], and a bias [f] if given.
 * y[p] = Σ w[q] · x[s·p + d·q − pad] + b. dx: transposed convolution of dy, for stride 1 a convolution with the filters
 * turned round; dw: see `convFilterGradient`; db: the sum of dy. Errors: NN_SHAPE_MISMATCH.
 */
export const conv = (x: Tensor, w: Tensor, attributes: ConvAttributes, bias?: Tensor): Tensor =>
  one(op.apply(bias ? [x, w, bias] : [x, w], attributes));

/** What `t` is the convolution of, and how. */
export function convOf(
  t: Tensor,
): { x: Tensor; w: Tensor; bias: Tensor | undefined; attributes: ConvAttributes } | undefined {
  const attributes = op.attributesOf(t.node);
  const [x, w, bias] = t.node.inputs;
  return attributes && x && w ? { x, w, bias, attributes } : undefined;
}

/** dx. The direct kernels of a convolution beat the transposed one's, so stride 1 is written as one. */
function inputGradient(x: Tensor, w: Tensor, dy: Tensor, attributes: ConvAttributes): Tensor {
  const { kernel, strides, dilations, pads, groups } = attributes;
  const sizes = x.shape.slice(2) as number[];
  const axes = kernel.length;
  const full = kernel.map((k, i) => extent(k, dilations[i] as number) - 1);
  const begin = full.map((f, i) => f - (pads[i] as number));
  const end = full.map((f, i) => f - (pads[i + axes] as number));
  if (strides.every((s) => s === 1) && [...begin, ...end].every((p) => p >= 0)) {
    const [filters, perGroup] = w.shape as readonly number[] as [number, number];
    const spatial = kernel.map((_, i) => i);
    const turned = reverse(
      w,
      spatial.map((i) => i + 2),
    );
    // [g·f, c, …] → [g·c, f, …]
    const grouped = reshape(turned, [groups, filters / groups, perGroup, ...kernel]);
    const swapped = reshape(transpose(grouped, [0, 2, 1, ...spatial.map((i) => i + 3)]), [
      groups * perGroup,
      filters / groups,
      ...kernel,
    ]);
    return conv(dy, swapped, { kernel, strides, dilations, groups, pads: [...begin, ...end] });
  }
  return convTranspose(dy, w, { ...attributes, outputSizes: sizes });
}

/**
 * dw[f, c, q] = Σₙₚ dy[n, f, p] · x[n, c, s·p + d·q − pad].
 * The shifted copies of x come from a convolution with one-hot filters (the fastest im2col ONNX Runtime has), then one
 * product per picture. Shape: `filters` is w's.
 */
export function convFilterGradient(
  x: Tensor,
  dy: Tensor,
  filters: readonly number[],
  attributes: ConvAttributes,
): Tensor {
  const { kernel, groups } = attributes;
  const [f = 1, perGroup = 1] = filters;
  const channels = perGroup * groups;
  const cells = kernel.reduce((a, b) => a * b, 1);
  const isPlain =
    cells === 1 && attributes.strides.every((s) => s === 1) && attributes.pads.every((p) => p === 0);
  const columns = isPlain ? x : conv(x, oneHotFilters(channels, kernel), { ...attributes, groups: channels });
  const product =
    groups === 1
      ? matMul(
          reshape(dy, [dy.shape[0] as Dim, f, -1]),
          reshape(columns, [x.shape[0] as Dim, channels * cells, -1]),
          { transB: true },
        )
      : matMul(
          reshape(dy, [dy.shape[0] as Dim, groups, f / groups, -1]),
          reshape(columns, [x.shape[0] as Dim, groups, perGroup * cells, -1]),
          { transB: true },
        );
  return reshape(reduceSum(product, [0]), filters);
}

/** [channels · cells, 1, …kernel]: filter c·cells + q picks cell q of channel c. */
function oneHotFilters(channels: number, kernel: readonly number[]): Tensor {
  const cells = kernel.reduce((a, b) => a * b, 1);
  const data = new Float32Array(channels * cells * cells);
  for (let c = 0; c < channels; c++) for (let q = 0; q < cells; q++) data[(c * cells + q) * cells + q] = 1;
  return constant(float32(data, [channels * cells, 1, ...kernel]));
}
