import { z } from "zod";
import { defineLayer, type Layer } from "../layer.ts";
import { padAround } from "./around.ts";
import { pictureBorder } from "./borders.ts";

const layer = defineLayer("zeroPadding2d", {
  config: z.object({ padding: pictureBorder }).strict(),
  call: ([x], _, { padding }) => padAround(x, padding),
  mask: () => undefined,
});
type Config = Parameters<typeof layer>[0];

/**
 * Zeros around pictures: [batch, h, w, channels] → [batch, top + h + bottom, left + w + right, channels].
 * `padding`: a number for all sides, [vertical, horizontal], or [[top, bottom], [left, right]].
 */
export const zeroPadding2d = (padding: Config["padding"] = 1, options: Omit<Config, "padding"> = {}): Layer =>
  layer({ padding, ...options });
