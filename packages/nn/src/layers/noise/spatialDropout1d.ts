import { z } from "zod";
import { defineLayer, type Layer, type LayerOptions } from "../layer.ts";
import { windowInput } from "../window.ts";
import { dropChannels } from "./dropChannels.ts";

const layer = defineLayer("spatialDropout1d", {
  config: z.object({ rate: z.number().min(0).lt(1) }).strict(),
  call: ([x], _, { rate }, { isTraining }) => {
    windowInput(x.shape, 1);
    return isTraining ? dropChannels(x, rate) : x;
  },
});

/**
 * While training, zeroes whole channels with probability `rate` and scales the others by 1 / (1 − rate).
 * Shape: [batch, time, channels] → the same. Source: Tompson et al. 2014, arXiv:1411.4280.
 */
export const spatialDropout1d = (rate: number, options: LayerOptions = {}): Layer =>
  layer({ rate, ...options });
