import { z } from "zod";
import { add } from "../../ops/arithmetic.ts";
import { randomNormalLike } from "../../ops/random.ts";
import { defineLayer, type Layer, type LayerOptions } from "../layer.ts";
import { inMemoryOrder } from "./inMemoryOrder.ts";

const layer = defineLayer("gaussianNoise", {
  config: z.object({ stddev: z.number().min(0) }).strict(),
  call: ([input], _, { stddev }, { isTraining }) =>
    isTraining && stddev > 0 ? inMemoryOrder(input, (x) => add(x, randomNormalLike(x, 0, stddev))) : input,
});

/** While training, adds normal noise of this standard deviation. Shape: [...] → the same. */
export const gaussianNoise = (stddev: number, options: LayerOptions = {}): Layer =>
  layer({ stddev, ...options });
