import { z } from "zod";
import { reduceMax } from "../../ops/reduce.ts";
import { defineLayer, type Layer } from "../layer.ts";
import { overSizes } from "./overSizes.ts";

const layer = defineLayer("globalMaxPooling1d", {
  config: z.object({ keepDims: z.boolean().default(false) }).strict(),
  call: ([x], _, { keepDims }) => overSizes(x, 1, reduceMax, keepDims),
  mask: () => undefined,
});

/** Largest over time: [batch, time, channels] → [batch, channels], or [batch, 1, channels] with `keepDims`. */
export const globalMaxPooling1d = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
