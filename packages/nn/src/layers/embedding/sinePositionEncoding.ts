import { z } from "zod";
import { float32 } from "../../array/ndArray.ts";
import { constant } from "../../graph/op.ts";
import { add } from "../../ops/arithmetic.ts";
import { defineLayer, type Layer } from "../layer.ts";
import { positionsOf } from "./positions.ts";

const layer = defineLayer("sinePositionEncoding", {
  config: z.object({ maxWavelength: z.number().positive().default(10_000) }).strict(),
  call: ([x], _, { maxWavelength }) => {
    const [time, features] = positionsOf(x.shape);
    const values = new Float32Array(time * features);
    for (let position = 0; position < time; position++)
      for (let i = 0; i < features; i++) {
        const angle = position / maxWavelength ** ((i - (i % 2)) / features);
        values[position * features + i] = i % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
      }
    return add(x, constant(float32(values, [time, features])));
  },
});

/**
 * x plus sin(p / w^(i/d)) at even features i and cos(p / w^((i−1)/d)) at odd ones, for position p of d features and
 * w = `maxWavelength`. Shape: [batch, time, features] → the same. Source: Vaswani et al. 2017, arXiv:1706.03762, §3.5.
 */
export const sinePositionEncoding = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
