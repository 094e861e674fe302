import { z } from "zod";
import { elu as exponential } from "../../ops/activations.ts";
import { defineLayer, type Layer } from "../layer.ts";

const layer = defineLayer("elu", {
  config: z.object({ alpha: z.number().default(1) }).strict(),
  call: ([x], _, { alpha }) => exponential(x, alpha),
});

/** y = x for x > 0, else α·(eˣ − 1), α 1 unless told. Shape: [...] → the same. Source: Clevert et al. 2016, arXiv:1511.07289. */
export const elu = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
