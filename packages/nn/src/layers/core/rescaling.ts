import { z } from "zod";
import { float32 } from "../../array/ndArray.ts";
import { constant } from "../../graph/op.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { cast } from "../../ops/cast.ts";
import { defineLayer, type Layer } from "../layer.ts";

const factor = z.union([z.number(), z.array(z.number()).min(1)]);
type Factor = number | readonly number[];

const layer = defineLayer("rescaling", {
  config: z.object({ scale: factor, offset: factor.default(0) }).strict(),
  call: ([x], _, { scale, offset }) => add(mul(cast(x, "float32"), operand(scale)), operand(offset)),
});

const operand = (value: Factor) =>
  typeof value === "number" ? value : constant(float32(Float32Array.from(value), [value.length]));

/**
 * y = scale · x + offset, as float32; a list gives one number per channel (last axis). Pixels 0 … 255 to 0 … 1:
 * `rescaling(1 / 255)`. Shape: [...] → the same.
 */
export const rescaling = (
  scale: Factor,
  options: { offset?: Factor; name?: string; isTrainable?: boolean } = {},
): Layer => {
  const { offset = 0, ...rest } = options;
  const plain = (value: Factor) => (typeof value === "number" ? value : [...value]);
  return layer({ scale: plain(scale), offset: plain(offset), ...rest });
};
