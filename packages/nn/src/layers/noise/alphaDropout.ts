import { z } from "zod";
import { add, mul } from "../../ops/arithmetic.ts";
import { greaterOrEqual } from "../../ops/compare.ts";
import { randomUniformLike } from "../../ops/random.ts";
import { where } from "../../ops/where.ts";
import { defineLayer, type Layer, type LayerOptions } from "../layer.ts";
import { inMemoryOrder } from "./inMemoryOrder.ts";

/** −λ·α of selu: where it saturates. */
const saturated = -1.0507009873554805 * 1.6732632423543772;

const layer = defineLayer("alphaDropout", {
  config: z.object({ rate: z.number().min(0).lt(1) }).strict(),
  call: ([input], _, { rate }, { isTraining }) => {
    if (!isTraining || rate === 0) return input;
    const a = 1 / Math.sqrt((1 - rate) * (1 + rate * saturated ** 2));
    return inMemoryOrder(input, (x) => {
      const isKept = greaterOrEqual(randomUniformLike(x), rate);
      return add(mul(where(isKept, x, saturated), a), -a * saturated * rate);
    });
  },
});

/**
 * While training, sets elements to selu's saturation −λα with probability `rate`, then a·x + b so that mean 0 and
 * variance 1 stay: a = 1 / √((1 − rate)·(1 + rate·λ²α²)), b = a·λα·rate. Shape: [...] → the same.
 * Source: Klambauer et al. 2017, arXiv:1706.02515.
 */
export const alphaDropout = (rate: number, options: LayerOptions = {}): Layer => layer({ rate, ...options });
