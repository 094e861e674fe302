import { z } from "zod";
import { float32 } from "../../array/ndArray.ts";
import { constant } from "../../graph/op.ts";
import { mismatch, showShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, mul, neg } from "../../ops/arithmetic.ts";
import { concat } from "../../ops/concat.ts";
import { split } from "../../ops/split.ts";
import { defineLayer, type Layer } from "../layer.ts";
import { positionsOf } from "./positions.ts";

const layer = defineLayer("rotaryEmbedding", {
  config: z.object({ maxWavelength: z.number().positive().default(10_000) }).strict(),
  call: ([x], _, { maxWavelength }) => {
    const [time, features] = positionsOf(x.shape);
    if (features % 2 !== 0)
      throw mismatch("rotaryEmbedding", showShape(x.shape), "Give an even number of features.");
    const half = features / 2;
    const table = (of: (angle: number) => number): Tensor => {
      const values = Float32Array.from({ length: time * features }, (_, k) => {
        const pair = (k % features) % half;
        return of(Math.floor(k / features) / maxWavelength ** (pair / half));
      });
      return constant(float32(values, [time, features]));
    };
    const [first, second] = split(x, 2, [half, half]) as [Tensor, Tensor];
    return add(mul(x, table(Math.cos)), mul(concat([neg(second), first], 2), table(Math.sin)));
  },
});

/**
 * Turns the pair of features (i, i + d/2) at position p by the angle p / w^(2i/d), w = `maxWavelength`, so that products
 * of queries and keys depend on their distance. Shape: [batch, time, features] → the same, features even.
 * Source: Su et al. 2021, arXiv:2104.09864. Errors: NN_SHAPE_MISMATCH.
 */
export const rotaryEmbedding = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
