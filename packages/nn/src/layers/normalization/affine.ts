import { float32 } from "../../array/ndArray.ts";
import { constant } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";

const filled = (features: number, value: number): Tensor =>
  constant(float32(new Float32Array(features).fill(value), [features]));

/** γ and β [features]; 1 and 0 where the layer has none. */
export const affine = (
  features: number,
  { gamma, beta }: { gamma?: Tensor; beta?: Tensor },
): { gamma: Tensor; beta: Tensor } => ({
  gamma: gamma ?? filled(features, 1),
  beta: beta ?? filled(features, 0),
});
