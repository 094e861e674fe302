import { z } from "zod";
import { toChannelsFirst, toChannelsLast } from "../../ops/transpose.ts";
import { upsample } from "../../ops/upsample.ts";
import { defineLayer, type Layer } from "../layer.ts";
import { perAxis, windowInput } from "../window.ts";

const layer = defineLayer("upSampling1d", {
  config: z.object({ size: perAxis(1) }).strict(),
  call: ([x], _, { size }) => {
    windowInput(x.shape, 1);
    return toChannelsLast(upsample(toChannelsFirst(x), size));
  },
  mask: () => undefined,
});
type Config = Parameters<typeof layer>[0];

/**
 * Every step `size` times: [batch, time, channels] → [batch, size·time, channels].
 */
export const upSampling1d = (size: Config["size"] = 2, options: Omit<Config, "size"> = {}): Layer =>
  layer({ size, ...options });
