import { ints } from "../graph/attribute.ts";
import { constant, defineOp, int64Constant, one } from "../graph/op.ts";
import { type Dim, mismatch, type Shape, showShape, staticShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { relu, reluOf } from "./activations.ts";
import { concat } from "./concat.ts";
import { convMaxPool } from "./convMaxPool.ts";
import { expandLike } from "./expand.ts";
import { gatherElements, scatterAdd } from "./gatherElements.ts";
import { extent, type Geometry, positions } from "./geometry.ts";
import { reshape } from "./reshape.ts";
import { shapeOf } from "./shapeOf.ts";
import { slice } from "./slice.ts";

const op = defineOp<Geometry>("maxPool", {
  infer: ([x], attributes) => {
    const shape = pooled(x as Tensor, attributes, "maxPool");
    return [
      { dtype: "float32", shape },
      { dtype: "int64", shape },
    ];
  },
  emit: (to, names, { kernel, strides, dilations, pads }) =>
    to.node("MaxPool", names, {
      attributes: {
        kernel_shape: ints(kernel),
        strides: ints(strides),
        dilations: ints(dilations),
        pads: ints(pads),
      },
      outputs: 2,
    }),
  gradient: ({ inputs: [x], outputs: [, indices], attributes }, [dy]) => [
    dy && unpool(dy, indices as Tensor, x as Tensor, attributes),
  ],
});

/** [n, c, …positions] of a window over [n, c, …]. */
export function pooled(x: Tensor, geometry: Geometry, what: string): Dim[] {
  const [batch, channels, ...sizes] = x.shape;
  const known = staticShape(sizes);
  if (!known || sizes.length !== geometry.kernel.length)
    throw mismatch(
      what,
      showShape(x.shape),
      `Give [batch, channels, ${geometry.kernel.map(() => "size").join(", ")}] with known sizes.`,
    );
  return [batch as Dim, channels as Dim, ...positions(known, geometry, what)];
}

/**
 * Largest value of each window of x [n, c, …]. dx: dy where the largest stood (the first on a tie), 0 elsewhere.
 * relu and max change places (max ∘ relu = relu ∘ max), which leaves relu fewer elements both ways. In a graph that
 * trains, a convolution and the pooling of it are written together (`convMaxPool`).
 */
export function maxPool(x: Tensor, geometry: Geometry, { isTraining = false } = {}): Tensor {
  const inner = reluOf(x);
  if (inner) return relu(maxPool(inner, geometry, { isTraining }));
  return (isTraining ? convMaxPool(x, geometry) : undefined) ?? one(op.apply([x], geometry));
}

interface UnpoolAttributes extends Geometry {
  /** Of the result; its batch is dy's. */
  readonly shape: Shape;
}
const unpoolOp = defineOp<UnpoolAttributes>("maxUnpool", {
  infer: (_, { shape }) => [{ dtype: "float32", shape }],
  emit: (to, [dy, indices], { kernel, strides, pads, shape }, { inputs }) => {
    const batch = slice(shapeOf(inputs[0] as Tensor), 0, 0, 1);
    const [sizes] = to.emit([concat([batch, int64Constant(shape.slice(1) as number[])], 0)]);
    return to.node("MaxUnpool", [dy as string, indices as string, sizes as string], {
      attributes: { kernel_shape: ints(kernel), strides: ints(strides), pads: ints(pads) },
    });
  },
  gradient: ({ inputs: [dy, indices] }, [ddx]) => [
    ddx && picked(ddx, indices as Tensor, (dy as Tensor).shape),
  ],
});

/** The elements of x where the indices point to, whatever the axes. */
const picked = (x: Tensor, indices: Tensor, shape: Shape): Tensor =>
  reshape(gatherElements(reshape(x, [-1]), reshape(indices, [-1])), shape, indices);

/** dy where `indices` (flat, as MaxPool gives them) point to in the shape of x, 0 elsewhere. */
export function unpool(dy: Tensor, indices: Tensor, x: Tensor, geometry: Geometry): Tensor {
  const { kernel, strides, dilations, pads } = geometry;
  const reach = kernel.map((k, i) => extent(k, dilations[i] as number));
  const isApart = reach.every((r, i) => r <= (strides[i] as number)) && pads.every((p) => p === 0);
  if (isApart) return one(unpoolOp.apply([dy, indices], { ...geometry, shape: x.shape }));
  // Windows that overlap may pick the same cell twice, which MaxUnpool would overwrite.
  const flat = (t: Tensor) => reshape(t, [-1]);
  const zeros = flat(expandLike(constant(0), x));
  return reshape(scatterAdd(zeros, flat(indices), flat(dy)), x.shape, x);
}
