import type { Dim } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { reshape } from "../../ops/reshape.ts";
import { permutationOf, toChannelsFirst } from "../../ops/transpose.ts";
import { windowInput } from "../window.ts";

type Reduce = (x: Tensor, axes?: readonly number[]) => Tensor;

/**
 * `reduce` over all axes between the batch and the channels: [batch, …sizes, channels] → [batch, channels], or
 * [batch, 1…, channels] with `keepDims`. What a convolution made is channels first in memory and is read so.
 */
export function overSizes(x: Tensor, axes: number, reduce: Reduce, keepDims: boolean): Tensor {
  const { channels } = windowInput(x.shape, axes);
  const between = Array.from({ length: axes }, (_, i) => i);
  const y = permutationOf(x)
    ? reduce(
        toChannelsFirst(x),
        between.map((i) => i + 2),
      )
    : reduce(
        x,
        between.map((i) => i + 1),
      );
  return keepDims ? reshape(y, [x.shape[0] as Dim, ...between.map(() => 1), channels]) : y;
}
