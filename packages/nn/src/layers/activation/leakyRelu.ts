import { z } from "zod";
import { leakyRelu as leaky } from "../../ops/activations.ts";
import { defineLayer, type Layer } from "../layer.ts";

const layer = defineLayer("leakyRelu", {
  config: z.object({ negativeSlope: z.number().min(0).default(0.3) }).strict(),
  call: ([x], _, { negativeSlope }) => leaky(x, negativeSlope),
});

/** y = x for x > 0, else negativeSlope · x (0.3 unless told). Shape: [...] → the same. */
export const leakyRelu = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
