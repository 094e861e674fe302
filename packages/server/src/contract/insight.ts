import { z } from "zod";
import { id, instant, name } from "./common.ts";
import { forecastSpec } from "./forecastSpec.ts";
import { question } from "./growth.ts";

const fields = z.object({
  name,
  description: z.string().max(2_000),
  question,
  /** Drawn with its forecast, where the question is of kind trends; null or missing: without. */
  forecast: forecastSpec.nullable().optional(),
});
export const insight = fields.extend({
  id,
  createdBy: z.string(),
  createdAt: instant,
  updatedAt: instant,
});
export const createInsightRequest = fields.extend({ description: fields.shape.description.default("") });
export const updateInsightRequest = fields.partial();
export const insightList = z.object({ items: z.array(insight) });

export type Insight = z.infer<typeof insight>;
export type CreateInsightRequest = z.input<typeof createInsightRequest>;
export type UpdateInsightRequest = z.input<typeof updateInsightRequest>;
export type InsightList = z.infer<typeof insightList>;
