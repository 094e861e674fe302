import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { showShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { cast } from "../../ops/cast.ts";
import { equal, logicalNot } from "../../ops/compare.ts";
import { reduceMax } from "../../ops/reduce.ts";
import { reshape } from "../../ops/reshape.ts";
import { defineLayer, type Layer } from "../layer.ts";

/** 1 where a step has an element that is not the mask's value, float32 [batch, time]. */
const isReal = (x: Tensor, maskValue: number): Tensor =>
  reduceMax(cast(logicalNot(equal(x, maskValue)), "float32"), [-1]);

const layer = defineLayer("masking", {
  config: z.object({ maskValue: z.number().default(0) }).strict(),
  call: ([x], _, { maskValue }) => {
    if (x.shape.length !== 3)
      throw new LeptonError("NN_SHAPE_MISMATCH", {
        problem: "expected [batch, time, features].",
        received: `inputs ${showShape(x.shape)}`,
        next: "Mask series; give other values a reshape first.",
      });
    const real = isReal(x, maskValue);
    return mul(x, reshape(real, [...real.shape, 1]));
  },
  mask: ([x], _, { maskValue }) => cast(isReal(x, maskValue), "bool"),
});

/**
 * Marks steps all of whose features are `maskValue` (0 unless told) as padding, which later layers skip, and zeroes them.
 * Shape: [batch, time, features] → the same; mask [batch, time]. Errors: NN_SHAPE_MISMATCH.
 */
export const masking = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
