import { float32 } from "../array/ndArray.ts";
import { int, ints } from "../graph/attribute.ts";
import { constant, defineOp, one } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { mul } from "./arithmetic.ts";
import { convTranspose } from "./convTranspose.ts";
import type { Geometry } from "./geometry.ts";
import { pooled } from "./maxPool.ts";

const op = defineOp<Geometry>("averagePool", {
  infer: ([x], geometry) => [{ dtype: "float32", shape: pooled(x as Tensor, geometry, "averagePool") }],
  emit: (to, names, { kernel, strides, dilations, pads }) =>
    to.node("AveragePool", names, {
      attributes: {
        kernel_shape: ints(kernel),
        strides: ints(strides),
        dilations: ints(dilations),
        pads: ints(pads),
        count_include_pad: int(0),
      },
    }),
  gradient: ({ inputs: [x], outputs: [y], attributes }, [dy]) => {
    if (!dy) return [];
    const channels = (x as Tensor).shape[1] as number;
    const sizes = (x as Tensor).shape.slice(2) as number[];
    const { kernel } = attributes;
    const cells = kernel.reduce((a, b) => a * b, 1);
    const ones = constant(float32(new Float32Array(channels * cells).fill(1), [channels, 1, ...kernel]));
    const share = mul(dy, constant(shares(sizes, (y as Tensor).shape.slice(2) as number[], attributes)));
    return [convTranspose(share, ones, { ...attributes, groups: channels, outputSizes: sizes })];
  },
});

/** 1 / cells of each window that lie inside the input. Shape [1, 1, …positions]. */
function shares(
  sizes: readonly number[],
  out: readonly number[],
  { kernel, strides, dilations, pads }: Geometry,
) {
  const perAxis = sizes.map((size, axis) =>
    Array.from({ length: out[axis] as number }, (_, p) => {
      let inside = 0;
      for (let q = 0; q < (kernel[axis] as number); q++) {
        const at = p * (strides[axis] as number) + q * (dilations[axis] as number) - (pads[axis] as number);
        if (at >= 0 && at < size) inside++;
      }
      return inside;
    }),
  );
  let counts = [1];
  for (const axis of perAxis) counts = counts.flatMap((count) => axis.map((inside) => count * inside));
  return float32(
    Float32Array.from(counts, (count) => 1 / count),
    [1, 1, ...out],
  );
}

/** Mean of each window of x [n, c, …]; cells of the padding do not count. dx: dy's share to every cell. */
export const averagePool = (x: Tensor, geometry: Geometry): Tensor => one(op.apply([x], geometry));
