import { z } from "zod";

/** Sales of one player in one period and segment. Player `own`, `market` (the total) or a rival's name. */
const rowKey = {
  segment: z.string().max(200).default(""),
  /** First day of the period. */
  period: z.iso.date(),
  player: z.string().trim().min(1).max(200),
};
export const marketRow = z
  .object({
    ...rowKey,
    value: z.number().min(0),
    low: z.number().min(0).nullable().default(null),
    high: z.number().min(0).nullable().default(null),
    /** E.g. USD, orders, seats. */
    unit: z.string().min(1).max(50),
    /** Where the figure is from. */
    source: z.string().min(1).max(1_000),
    asOf: z.iso.date(),
  })
  .refine((r) => r.low === null || r.low <= r.value, { path: ["low"], message: "low is above value" })
  .refine((r) => r.high === null || r.high >= r.value, { path: ["high"], message: "high is below value" });
export const marketList = z.object({ items: z.array(marketRow) });
export const upsertMarketRequest = z.object({ rows: z.array(marketRow).min(1).max(10_000) });
export const deleteMarketRequest = z.object({ rows: z.array(z.object(rowKey)).min(1).max(10_000) });

export type MarketRow = z.infer<typeof marketRow>;
export type MarketList = z.infer<typeof marketList>;
export type UpsertMarketRequest = z.input<typeof upsertMarketRequest>;
export type DeleteMarketRequest = z.input<typeof deleteMarketRequest>;
