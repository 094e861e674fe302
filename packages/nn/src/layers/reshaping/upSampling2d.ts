import { z } from "zod";
import { toChannelsFirst, toChannelsLast } from "../../ops/transpose.ts";
import { upsample } from "../../ops/upsample.ts";
import { defineLayer, type Layer } from "../layer.ts";
import { perAxis, windowInput } from "../window.ts";

const layer = defineLayer("upSampling2d", {
  config: z.object({ size: perAxis(2) }).strict(),
  call: ([x], _, { size }) => {
    windowInput(x.shape, 2);
    return toChannelsLast(upsample(toChannelsFirst(x), size));
  },
  mask: () => undefined,
});
type Config = Parameters<typeof layer>[0];

/**
 * Every cell `size` times along both axes, or [vertically, horizontally]: [batch, h, w, channels] →
 * [batch, size·h, size·w, channels]. Nearest neighbour.
 */
export const upSampling2d = (size: Config["size"] = 2, options: Omit<Config, "size"> = {}): Layer =>
  layer({ size, ...options });
