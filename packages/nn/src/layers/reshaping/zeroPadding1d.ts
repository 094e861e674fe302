import { z } from "zod";
import { defineLayer, type Layer } from "../layer.ts";
import { padAround } from "./around.ts";
import { seriesBorder } from "./borders.ts";

const layer = defineLayer("zeroPadding1d", {
  config: z.object({ padding: seriesBorder }).strict(),
  call: ([x], _, { padding }) => padAround(x, [padding]),
  mask: () => undefined,
});
type Config = Parameters<typeof layer>[0];

/**
 * Zeros in front of and behind a series: [batch, time, channels] → [batch, before + time + after, channels].
 * `padding`: a number for both ends, or [before, after].
 */
export const zeroPadding1d = (padding: Config["padding"] = 1, options: Omit<Config, "padding"> = {}): Layer =>
  layer({ padding, ...options });
