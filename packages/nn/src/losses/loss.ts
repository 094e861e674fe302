import type { NdArray } from "../array/ndArray.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor, TensorType } from "../graph/tensor.ts";

/** A loss per sample (or per sample and step): [batch, …] from truth and prediction, before weighting and averaging. */
export interface Loss {
  readonly name: string;
  /** Options as plain data: with the name, what a saved model keeps of its loss. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Numbers like the prediction's, float32; or one label each, int32. */
  readonly truth: "same" | "sparse";
  /** Shape of the truth for a prediction of this shape; unless told the same, of `sparse` without the last axis. */
  truthShape?(prediction: Shape): Shape;
  /** Throws when this truth cannot belong to a prediction of this shape: a label outside the classes. */
  check?(truth: NdArray, prediction: Shape): void;
  /** Which values count, bool in the shape of `perSample`; undefined when all do. The mean is over those that do. */
  counts?(truth: Tensor, prediction: Tensor): Tensor | undefined;
  /** Shape: prediction's without the last axis. */
  perSample(truth: Tensor, prediction: Tensor): Tensor;
}

/** Type and shape of the truth that a loss compares with a prediction of this shape. */
export function truthType(loss: Loss, prediction: Shape): TensorType {
  const isSparse = loss.truth === "sparse";
  const shape = loss.truthShape?.(prediction) ?? (isSparse ? prediction.slice(0, -1) : prediction);
  return { dtype: isSparse ? "int32" : "float32", shape };
}
