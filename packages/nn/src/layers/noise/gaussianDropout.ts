import { z } from "zod";
import { mul } from "../../ops/arithmetic.ts";
import { randomNormalLike } from "../../ops/random.ts";
import { defineLayer, type Layer, type LayerOptions } from "../layer.ts";
import { inMemoryOrder } from "./inMemoryOrder.ts";

const layer = defineLayer("gaussianDropout", {
  config: z.object({ rate: z.number().min(0).lt(1) }).strict(),
  call: ([input], _, { rate }, { isTraining }) =>
    isTraining && rate > 0
      ? inMemoryOrder(input, (x) => mul(x, randomNormalLike(x, 1, Math.sqrt(rate / (1 - rate)))))
      : input,
});

/**
 * While training, multiplies by normal draws of mean 1 and variance rate / (1 − rate), dropout's. Shape: [...] → the
 * same. Source: Srivastava et al. 2014, JMLR 15:1929–1958, section 10.
 */
export const gaussianDropout = (rate: number, options: LayerOptions = {}): Layer =>
  layer({ rate, ...options });
