import { z } from "zod";
import type { Tensor } from "../../graph/tensor.ts";
import { div, mul } from "../../ops/arithmetic.ts";
import { cast } from "../../ops/cast.ts";
import { reduceMean, reduceSum } from "../../ops/reduce.ts";
import { reshape } from "../../ops/reshape.ts";
import { defineLayer, type Layer } from "../layer.ts";
import { overSizes } from "./overSizes.ts";

const layer = defineLayer("globalAveragePooling1d", {
  config: z.object({ keepDims: z.boolean().default(false) }).strict(),
  call: ([x], _, { keepDims }, context) => {
    const mask = context.mask();
    return mask ? overSteps(x, mask, keepDims) : overSizes(x, 1, reduceMean, keepDims);
  },
  mask: () => undefined,
});

/** Mean of the steps that are real. */
function overSteps(x: Tensor, mask: Tensor, keepDims: boolean): Tensor {
  const weight = cast(reshape(mask, [...mask.shape, 1]), "float32");
  return div(reduceSum(mul(x, weight), [1], keepDims), reduceSum(weight, [1], keepDims));
}

/**
 * Mean over time, of the real steps where there is a mask: [batch, time, channels] → [batch, channels], or
 * [batch, 1, channels] with `keepDims`. A row without any real step gives NaN, as in Keras.
 */
export const globalAveragePooling1d = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
