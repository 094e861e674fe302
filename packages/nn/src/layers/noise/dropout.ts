import { z } from "zod";
import { dropout as drop } from "../../ops/random.ts";
import { defineLayer, type Layer, type LayerOptions } from "../layer.ts";

const layer = defineLayer("dropout", {
  config: z.object({ rate: z.number().min(0).lt(1) }).strict(),
  call: ([x], _, { rate }, { isTraining }) => (isTraining ? drop(x, rate) : x),
});

/**
 * While training, zeroes each element with probability `rate` and scales the others by 1 / (1 − rate).
 * Shape: [...] → the same. Source: Srivastava et al. 2014, JMLR 15:1929–1958.
 */
export const dropout = (rate: number, options: LayerOptions = {}): Layer => layer({ rate, ...options });
