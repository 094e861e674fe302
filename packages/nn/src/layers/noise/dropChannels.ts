import { constant } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { expandLike } from "../../ops/expand.ts";
import { dropout } from "../../ops/random.ts";
import { slice } from "../../ops/slice.ts";
import { stopGradient } from "../../ops/stopGradient.ts";
import { toChannelsFirst, toChannelsLast } from "../../ops/transpose.ts";
import { windowInput } from "../window.ts";

/** Each channel of each sample whole, kept or zeroed, as `dropout` does with elements. */
export function dropChannels(x: Tensor, axes: number, rate: number): Tensor {
  windowInput(x.shape, axes);
  const first = toChannelsFirst(x);
  let single = stopGradient(first);
  for (let axis = 2; axis < axes + 2; axis++) single = slice(single, axis, 0, 1);
  const factor = dropout(expandLike(constant(1), single), rate); // [batch, channels, 1…]
  return toChannelsLast(mul(first, factor));
}
