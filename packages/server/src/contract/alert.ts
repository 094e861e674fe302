import { z } from "zod";
import { webhookUrl } from "./audience.ts";
import { id, instant, name } from "./common.ts";

/** Watched is the last complete bucket of one series of a saved trend. */
export const alertRule = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("threshold"), op: z.enum(["above", "below"]), value: z.number() }),
  /** Stands out from its own season and level (robust z beyond 3.5). */
  z.strictObject({ kind: z.literal("unusual"), direction: z.enum(["any", "up", "down"]).default("any") }),
]);
export const alertState = z.enum(["unchecked", "ok", "firing", "notEnough", "failed"]);

const fields = z.object({
  name,
  /** Id of a saved insight of kind `trends`. */
  insight: id,
  /** Which of its series, 0-based; with a formula, the formula is series 0. */
  series: z.int().min(0).max(9),
  rule: alertRule,
  schedule: z.enum(["hourly", "daily"]),
  isOn: z.boolean(),
});
export const alert = fields.extend({
  id,
  webhookUrl: webhookUrl.nullable(),
  state: alertState,
  lastCheckedAt: instant.nullable(),
  /** What the last check saw: the bucket, its value, how far it stands out; the values before it. */
  last: z
    .object({
      bucket: z.string(),
      value: z.number(),
      z: z.number().nullable(),
      values: z.array(z.number().nullable()),
    })
    .nullable(),
  /** State `notEnough`: complete buckets there are, and needed. */
  have: z.number().nullable(),
  need: z.number().nullable(),
  /** State `failed`: why. */
  problem: z.string().nullable(),
  createdBy: z.string(),
  createdAt: instant,
  updatedAt: instant,
});
export const createAlertRequest = fields.extend({
  series: fields.shape.series.default(0),
  schedule: fields.shape.schedule.default("daily"),
  isOn: fields.shape.isOn.default(true),
  webhookUrl: webhookUrl.nullable().default(null),
});
export const updateAlertRequest = fields.partial().extend({ webhookUrl: webhookUrl.nullable().optional() });
export const alertList = z.object({ items: z.array(alert) });
export const alertWithSecret = z.object({ alert, secret: z.string().nullable() });

export const alertEvent = z.object({
  id,
  alert: id,
  alertName: z.string(),
  insight: id,
  at: instant,
  kind: z.enum(["fired", "resolved"]),
  bucket: z.string(),
  value: z.number(),
  rule: alertRule,
  z: z.number().nullable(),
});
/** Newest first, at most 200. */
export const alertEventList = z.object({ items: z.array(alertEvent) });

export type Alert = z.infer<typeof alert>;
export type AlertRule = z.infer<typeof alertRule>;
export type AlertState = z.infer<typeof alertState>;
export type CreateAlertRequest = z.input<typeof createAlertRequest>;
export type UpdateAlertRequest = z.input<typeof updateAlertRequest>;
export type AlertList = z.infer<typeof alertList>;
export type AlertWithSecret = z.infer<typeof alertWithSecret>;
export type AlertEvent = z.infer<typeof alertEvent>;
export type AlertEventList = z.infer<typeof alertEventList>;
