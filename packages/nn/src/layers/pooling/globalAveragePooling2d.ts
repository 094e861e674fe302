import { z } from "zod";
import { reduceMean } from "../../ops/reduce.ts";
import { defineLayer, type Layer } from "../layer.ts";
import { overSizes } from "./overSizes.ts";

const layer = defineLayer("globalAveragePooling2d", {
  config: z.object({ keepDims: z.boolean().default(false) }).strict(),
  call: ([x], _, { keepDims }) => overSizes(x, 2, reduceMean, keepDims),
  mask: () => undefined,
});

/** Mean over height and width: [batch, h, w, channels] → [batch, channels], or [batch, 1, 1, channels] with `keepDims`. */
export const globalAveragePooling2d = (options: Parameters<typeof layer>[0] = {}): Layer => layer(options);
