import { constant } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { expandLike } from "../../ops/expand.ts";

/** `value` in the shape of a weight. */
export const constantLike = (weight: Tensor, value: number): Tensor => expandLike(constant(value), weight);
