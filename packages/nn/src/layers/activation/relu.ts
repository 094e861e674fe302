import { z } from "zod";
import type { Tensor } from "../../graph/tensor.ts";
import { leakyRelu, relu as positive } from "../../ops/activations.ts";
import { minimum, mul, sub } from "../../ops/arithmetic.ts";
import { greaterOrEqual } from "../../ops/compare.ts";
import { where } from "../../ops/where.ts";
import { defineLayer, type Layer } from "../layer.ts";

const layer = defineLayer("relu", {
  config: z
    .object({
      maxValue: z.number().min(0).optional(),
      negativeSlope: z.number().min(0).default(0),
      threshold: z.number().min(0).default(0),
    })
    .strict(),
  call: ([x], _, { maxValue, negativeSlope, threshold }) => {
    const y = threshold === 0 ? bent(x, negativeSlope) : above(x, threshold, negativeSlope);
    return maxValue === undefined ? y : minimum(y, maxValue);
  },
});

const bent = (x: Tensor, slope: number): Tensor => (slope === 0 ? positive(x) : leakyRelu(x, slope));
const above = (x: Tensor, threshold: number, slope: number): Tensor =>
  where(greaterOrEqual(x, threshold), x, mul(sub(x, threshold), slope));

/**
 * y = x for x ≥ threshold, else negativeSlope · (x − threshold); at most `maxValue`. Plain: max(0, x).
 * Shape: [...] → the same.
 */
export const relu = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
