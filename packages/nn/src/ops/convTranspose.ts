import { ints } from "../graph/attribute.ts";
import { defineOp, one } from "../graph/op.ts";
import { type Dim, mismatch, sameShape, showShape, staticShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { conv, convFilterGradient } from "./conv.ts";
import { type ConvAttributes, convAttributes } from "./convAttributes.ts";
import { extent } from "./geometry.ts";

export interface ConvTransposeAttributes extends ConvAttributes {
  /** Sizes of the result: the input's sizes of the convolution that this one undoes. */
  readonly outputSizes: readonly number[];
}

const op = defineOp<ConvTransposeAttributes>("convTranspose", {
  infer: ([x, w], attributes) => {
    const { groups, kernel, outputSizes } = attributes;
    const [batch, channels, ...sizes] = (x as Tensor).shape;
    const [filters, perGroup, ...cells] = (w as Tensor).shape;
    const known = staticShape(sizes);
    if (
      !known ||
      channels !== filters ||
      typeof perGroup !== "number" ||
      !Number.isInteger((filters as number) / groups) ||
      !sameShape(cells, kernel) ||
      known.length !== kernel.length
    )
      throw mismatch(
        "convTranspose",
        `input ${showShape((x as Tensor).shape)}, filters ${showShape((w as Tensor).shape)}, kernel ${showShape(kernel)}, groups ${groups}`,
        "The input's channels must be the filters' first axis, a multiple of the groups, and sizes must be known.",
      );
    const extra = leftOver(known, attributes);
    if (extra.some((e, i) => !(e >= 0 && e < (attributes.strides[i] as number))))
      throw mismatch(
        "convTranspose",
        `input ${showShape((x as Tensor).shape)} to sizes ${showShape(outputSizes)}, strides ${showShape(attributes.strides)}`,
        "Give sizes of an input from which the convolution would make this one's.",
      );
    return [{ dtype: "float32", shape: [batch as Dim, perGroup * groups, ...outputSizes] }];
  },
  emit: (to, names, attributes, { inputs: [x] }) => {
    const extra = leftOver((x as Tensor).shape.slice(2) as number[], attributes);
    return to.node("ConvTranspose", names, {
      attributes: { ...convAttributes(attributes), output_padding: ints(extra) },
    });
  },
  gradient: ({ inputs, attributes, needs }, [dy]) => {
    const [x, w] = inputs as [Tensor, Tensor];
    if (!dy) return [];
    const { outputSizes: _, ...geometry } = attributes;
    return [
      needs[0] ? conv(dy, w, geometry) : undefined,
      needs[1] ? convFilterGradient(dy, x, w.shape as readonly number[], geometry) : undefined,
    ];
  },
});

/** Cells at the end that no window reaches, when the stride does not divide: fewer than the stride. */
const leftOver = (
  from: readonly number[],
  { kernel, strides, dilations, pads, outputSizes }: ConvTransposeAttributes,
): number[] =>
  outputSizes.map((size, i) => {
    const reach =
      (strides[i] as number) * ((from[i] as number) - 1) +
      extent(kernel[i] as number, dilations[i] as number);
    return size - (reach - (pads[i] as number) - (pads[i + kernel.length] as number));
  });

/**
 * The adjoint of `conv`: x [n, f, …] with filters w [f, c / groups, …] gives y [n, c, …outputSizes].
 * y[s·p + d·q − pad] += w[q] · x[p]. dx = conv(dy, w); dw as conv's with the roles exchanged.
 * Errors: NN_SHAPE_MISMATCH.
 */
export const convTranspose = (x: Tensor, w: Tensor, attributes: ConvTransposeAttributes): Tensor =>
  one(op.apply([x, w], attributes));
