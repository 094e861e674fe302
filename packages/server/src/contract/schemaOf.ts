import { z } from "zod";
import { instant } from "./common.ts";

/** What the project's data looks like: names and values to choose from. */
const on = z.enum(["event", "person"]);
const text = z.string().max(200);

export const eventNames = z.object({
  items: z.array(z.object({ event: z.string(), count: z.number(), lastSeen: instant })),
});
export const propertyType = z.enum(["string", "number", "boolean", "datetime", "mixed"]);
export const propertiesQuery = z.object({ event: text.optional(), on: on.default("event") });
export const propertyNames = z.object({
  items: z.array(
    z.object({
      key: z.string(),
      type: propertyType,
      /** Share of events or people that carry it, in [0, 1]. */
      coverage: z.number(),
    }),
  ),
  /** Rows looked at. */
  sampled: z.number(),
});
export const valuesQuery = z.object({
  on: on.default("event"),
  key: z.string().min(1).max(200),
  event: text.optional(),
  search: text.optional(),
});
export const propertyValues = z.object({
  items: z.array(z.object({ value: z.union([z.string(), z.number(), z.boolean()]), count: z.number() })),
});

export type EventNames = z.infer<typeof eventNames>;
export type PropertyNames = z.infer<typeof propertyNames>;
export type PropertyValues = z.infer<typeof propertyValues>;
