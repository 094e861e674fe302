import { ints } from "../graph/attribute.ts";
import { defineOp, one } from "../graph/op.ts";
import { type Dim, mismatch, showShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type ConvAttributes, conv, convAttributes, convFilterGradient } from "./conv.ts";
import { extent } from "./geometry.ts";

export interface ConvTransposeAttributes extends ConvAttributes {
  /** Sizes of the result: the input's sizes of the convolution that this one undoes. */
  readonly outputSizes: readonly number[];
}

const op = defineOp<ConvTransposeAttributes>("convTranspose", {
  infer: ([x, w], { groups, outputSizes }) => {
    const [batch, channels] = (x as Tensor).shape;
    const [filters, perGroup] = (w as Tensor).shape;
    if (channels !== filters || typeof perGroup !== "number")
      throw mismatch(
        "convTranspose",
        `input ${showShape((x as Tensor).shape)}, filters ${showShape((w as Tensor).shape)}`,
        "The input's channels must be the filters' first axis.",
      );
    return [{ dtype: "float32", shape: [batch as Dim, perGroup * groups, ...outputSizes] }];
  },
  emit: (to, names, attributes, { inputs: [x] }) => {
    const { kernel, strides, dilations, pads, outputSizes } = attributes;
    const axes = kernel.length;
    // What the formula of the sizes leaves over, when the stride does not divide.
    const extra = outputSizes.map((size, i) => {
      const from = (x as Tensor).shape[i + 2] as number;
      const reach = (strides[i] as number) * (from - 1) + extent(kernel[i] as number, dilations[i] as number);
      return size - (reach - (pads[i] as number) - (pads[i + axes] as number));
    });
    // Cells that no window reached stay zero; ONNX asks them to be fewer than the stride, the rest is padded behind.
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

/**
 * The adjoint of `conv`: x [n, f, …] with filters w [f, c / groups, …] gives y [n, c, …outputSizes].
 * y[s·p + d·q − pad] += w[q] · x[p]. dx = conv(dy, w); dw as conv's with the roles exchanged.
 */
export const convTranspose = (x: Tensor, w: Tensor, attributes: ConvTransposeAttributes): Tensor =>
  one(op.apply([x, w], attributes));
