import { LeptonError } from "@lepton/core";

/** How a window moves over the axes behind [batch, channels]. One entry per axis. */
export interface Geometry {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Cells added before each axis, then behind each axis (ONNX's order). */
  readonly pads: readonly number[];
}
export type Padding = "valid" | "same" | "causal";

/** Extent of a dilated kernel: d · (k − 1) + 1. */
export const extent = (kernel: number, dilation: number): number => dilation * (kernel - 1) + 1;

/**
 * Pads that Keras' names stand for. 'same': ⌈n / s⌉ positions, the odd cell behind; 'causal': all before.
 * Source: Keras' `compute_conv_output_shape`; TensorFlow's "same" rule.
 */
export function padsOf(
  padding: Padding,
  sizes: readonly number[],
  { kernel, strides, dilations }: Omit<Geometry, "pads">,
): number[] {
  const total = sizes.map((size, i) => {
    const [k, s, d] = [kernel[i] as number, strides[i] as number, dilations[i] as number];
    if (padding === "valid") return 0;
    if (padding === "causal") return extent(k, d) - 1;
    return Math.max(0, (Math.ceil(size / s) - 1) * s + extent(k, d) - size);
  });
  const before = total.map((t) => (padding === "causal" ? t : Math.floor(t / 2)));
  return [...before, ...total.map((t, i) => t - (before[i] as number))];
}

/** Positions of the window: ⌊(n + pads − extent) / s⌋ + 1. Errors: NN_SHAPE_MISMATCH when there are none. */
export function positions(
  sizes: readonly number[],
  { kernel, strides, dilations, pads }: Geometry,
  what: string,
): number[] {
  const axes = sizes.length;
  return sizes.map((size, i) => {
    const padded = size + (pads[i] as number) + (pads[i + axes] as number);
    const out =
      Math.floor((padded - extent(kernel[i] as number, dilations[i] as number)) / (strides[i] as number)) + 1;
    if (out < 1)
      throw new LeptonError("NN_SHAPE_MISMATCH", {
        problem: `${what}: the window is larger than its input.`,
        received: `kernel [${kernel.join(", ")}] over [${sizes.join(", ")}]`,
        next: "Take a smaller kernel, padding 'same', or larger inputs.",
      });
    return out;
  });
}
