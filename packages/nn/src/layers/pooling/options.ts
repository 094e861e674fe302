import { z } from "zod";
import type { Tensor } from "../../graph/tensor.ts";
import { type Geometry, padsOf } from "../../ops/geometry.ts";
import { toChannelsFirst, toChannelsLast } from "../../ops/transpose.ts";
import { perAxis, windowInput } from "../window.ts";

/** `strides` are the window's sizes unless told, so that windows lie side by side. */
export const poolingOptions = (axes: number) =>
  z
    .object({
      poolSize: perAxis(axes).default(Array.from({ length: axes }, () => 2)),
      strides: perAxis(axes).optional(),
      padding: z.enum(["valid", "same"]).default("valid"),
    })
    .strict();
type Config = z.output<ReturnType<typeof poolingOptions>>;

/** `op` over each window of [batch, …sizes, channels]. */
export function pool(
  x: Tensor,
  { poolSize, strides = poolSize, padding }: Config,
  op: (x: Tensor, geometry: Geometry) => Tensor,
): Tensor {
  const { sizes } = windowInput(x.shape, poolSize.length);
  const moves = { kernel: poolSize, strides, dilations: poolSize.map(() => 1) };
  return toChannelsLast(op(toChannelsFirst(x), { ...moves, pads: padsOf(padding, sizes, moves) }));
}
