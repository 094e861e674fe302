import { z } from "zod";
import { defineLayer, type Layer } from "../layer.ts";
import { cropAround } from "./around.ts";
import { pictureBorder } from "./borders.ts";

const layer = defineLayer("cropping2d", {
  config: z.object({ cropping: pictureBorder }).strict(),
  call: ([x], _, { cropping }) => cropAround(x, cropping),
  mask: () => undefined,
});
type Config = Parameters<typeof layer>[0];

/**
 * Pictures without their borders: [batch, h, w, channels] → [batch, h − top − bottom, w − left − right, channels].
 * `cropping`: a number for all sides, [vertical, horizontal], or [[top, bottom], [left, right]].
 * Errors: NN_SHAPE_MISMATCH when nothing is left.
 */
export const cropping2d = (cropping: Config["cropping"] = 0, options: Omit<Config, "cropping"> = {}): Layer =>
  layer({ cropping, ...options });
