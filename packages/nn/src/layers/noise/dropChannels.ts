import type { Tensor } from "../../graph/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { cast } from "../../ops/cast.ts";
import { greaterOrEqual } from "../../ops/compare.ts";
import { randomUniformLike } from "../../ops/random.ts";
import { slice } from "../../ops/slice.ts";
import { stopGradient } from "../../ops/stopGradient.ts";
import { toChannelsFirst, toChannelsLast } from "../../ops/transpose.ts";

/** Each channel of each sample whole, kept or zeroed, as `dropout` does with elements. */
export function dropChannels(x: Tensor, rate: number): Tensor {
  const first = toChannelsFirst(x);
  let single = stopGradient(first);
  for (let axis = 2; axis < x.shape.length; axis++) single = slice(single, axis, 0, 1); // [batch, channels, 1…]
  // Not by the dropout of ones: ONNX Runtime 1.30 multiplies by the ones themselves where they are broadcast.
  const isKept = greaterOrEqual(randomUniformLike(single), rate);
  return toChannelsLast(mul(first, mul(cast(isKept, "float32"), 1 / (1 - rate))));
}
