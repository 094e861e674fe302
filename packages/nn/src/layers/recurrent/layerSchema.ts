import { z } from "zod";
import { type Layer, layerFrom } from "../layer.ts";

const isLayer = (value: unknown): value is Layer =>
  typeof value === "function" && "kind" in value && "apply" in value;

const saved = z
  .object({
    kind: z.string(),
    name: z.string().optional(),
    isTrainable: z.boolean().optional(),
    config: z.record(z.string(), z.unknown()).default({}),
  })
  .strict()
  .transform(({ kind, config, name, isTrainable }) =>
    layerFrom(kind, {
      ...config,
      ...(name === undefined ? {} : { name }),
      ...(isTrainable === undefined ? {} : { isTrainable }),
    }),
  );

/** A layer inside another's config: itself, or what its `toJSON` gave. */
export const layerSchema = z.union([z.custom<Layer>(isLayer, "expected a layer"), saved]);
