import { z } from "zod";
import { id, instant, name } from "./common.ts";
import { filterGroup } from "./growth.ts";

/** Twelve columns; x + w ≤ 12. Rows have no end. */
const cell = z.number().int().min(0);
export const tile = z
  .object({
    id,
    /** A saved insight; null for a text tile. */
    insightId: id.nullable(),
    text: z.string().max(5_000).nullable().default(null),
    x: cell.max(11),
    y: cell.max(10_000),
    w: cell.min(1).max(12),
    h: cell.min(1).max(50),
  })
  .refine((t) => t.x + t.w <= 12, { path: ["w"], message: "the tile reaches past column 12" });
const fields = z.object({
  name,
  description: z.string().max(2_000),
  tiles: z.array(tile).max(100),
  /** Laid over every tile's question. */
  override: z.object({
    from: z.string().max(40).nullable().default(null),
    to: z.string().max(40).nullable().default(null),
    filter: filterGroup.nullable().default(null),
  }),
});
export const dashboard = fields.extend({ id, createdBy: z.string(), createdAt: instant, updatedAt: instant });
export const createDashboardRequest = fields.partial().required({ name: true });
export const updateDashboardRequest = fields.partial();
export const dashboardList = z.object({ items: z.array(dashboard) });

export type Tile = z.infer<typeof tile>;
export type Dashboard = z.infer<typeof dashboard>;
export type CreateDashboardRequest = z.input<typeof createDashboardRequest>;
export type UpdateDashboardRequest = z.input<typeof updateDashboardRequest>;
export type DashboardList = z.infer<typeof dashboardList>;
