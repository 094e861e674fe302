import { z } from "zod";
import {
  eventNameList,
  propertyList,
  propertyListInput,
  propertyValueList,
  propertyValuesInput,
} from "./growth.ts";

/** What the project's data looks like: names and values to choose from. */
export const eventNames = z.object({ items: eventNameList });
export { propertyType } from "./growth.ts";
export const propertiesQuery = z.object(propertyListInput.shape);
export const propertyNames = z.object({
  items: propertyList.shape.properties,
  /** Rows looked at. */
  sampled: propertyList.shape.sampled,
});
export const valuesQuery = z.object(propertyValuesInput.shape).omit({ limit: true });
export const propertyValues = z.object({ items: propertyValueList });

export type EventNames = z.infer<typeof eventNames>;
export type PropertyNames = z.infer<typeof propertyNames>;
export type PropertyValues = z.infer<typeof propertyValues>;
