import type { Tensor } from "../graph/tensor.ts";

/** A loss per sample (or per sample and step): [batch, …] from truth and prediction, before weighting and averaging. */
export interface Loss {
  readonly name: string;
  /** Shape of the truth for a prediction of this shape, and its type. */
  readonly truth: "same" | "sparse";
  /** Shape: prediction's without the last axis; of `sparse`, truth's. */
  perSample(truth: Tensor, prediction: Tensor): Tensor;
}
