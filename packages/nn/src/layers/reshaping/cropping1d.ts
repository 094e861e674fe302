import { z } from "zod";
import { defineLayer, type Layer } from "../layer.ts";
import { cropAround } from "./around.ts";
import { seriesBorder } from "./borders.ts";

const layer = defineLayer("cropping1d", {
  config: z.object({ cropping: seriesBorder }).strict(),
  call: ([x], _, { cropping }) => cropAround(x, [cropping]),
  mask: () => undefined,
});
type Config = Parameters<typeof layer>[0];

/**
 * A series without its ends: [batch, time, channels] → [batch, time − before − after, channels].
 * `cropping`: a number for both ends, or [before, after]. Errors: NN_SHAPE_MISMATCH when nothing is left.
 */
export const cropping1d = (cropping: Config["cropping"] = 1, options: Omit<Config, "cropping"> = {}): Layer =>
  layer({ cropping, ...options });
