import { z } from "zod";
import { id, instant, name } from "./common.ts";
import { experimentMetric, filterGroup, personRow } from "./growth.ts";
import { personId } from "./person.ts";

export const actSchedule = z.enum(["manual", "hourly", "daily"]);
export const webhookUrl = z.url({ protocol: /^https?$/ }).max(2_000);

const fields = z.object({
  name,
  description: z.string().max(2_000),
  /** Who is in it, judged anew at every delivery: person properties (predictions, too) and cohorts. */
  who: filterGroup,
  /** Share of people who are left alone, so that the effect on the others can be measured. */
  holdout: z.number().min(0).max(0.9),
  schedule: actSchedule,
});
export const audience = fields.extend({
  id,
  /** Where additions and removals are sent; null: export by hand only. */
  webhookUrl: webhookUrl.nullable(),
  /** Measures the effect on people delivered against those held out; null without a holdout. */
  experiment: id.nullable(),
  lastRunAt: instant.nullable(),
  /** Why the last scheduled run failed, in words; null when it did not. */
  lastProblem: z.string().nullable(),
  /** People it holds since the last run. */
  delivered: z.number(),
  heldOut: z.number(),
  createdBy: z.string(),
  createdAt: instant,
  updatedAt: instant,
});
export const createAudienceRequest = fields.extend({
  description: fields.shape.description.default(""),
  holdout: fields.shape.holdout.default(0.1),
  schedule: fields.shape.schedule.default("manual"),
  webhookUrl: webhookUrl.nullable().default(null),
  /** What the holdout is compared on; needed with a holdout. */
  metric: experimentMetric.optional(),
});
/** The holdout is fixed: changing it would move people between the two sides. */
export const updateAudienceRequest = fields
  .omit({ holdout: true })
  .partial()
  .extend({ webhookUrl: webhookUrl.nullable().optional() });
export const audienceList = z.object({ items: z.array(audience) });
/** `secret` is shown this once; afterwards only a new one can be made. */
export const audienceWithSecret = z.object({ audience, secret: z.string().nullable() });

export const audiencePreviewRequest = z.object({
  who: filterGroup,
  holdout: z.number().min(0).max(0.9).default(0),
});
export const audiencePreview = z.object({
  total: z.number(),
  /** Expected from the share; who it is, the first delivery decides. */
  heldOut: z.number(),
  /** The first ones, by last activity. */
  people: z.array(personRow),
});
export const audienceRun = z.object({
  added: z.number(),
  removed: z.number(),
  heldOut: z.number(),
  /** Requests made ready for the webhook. */
  batches: z.number(),
});

export const deliveryStatus = z.enum(["waiting", "delivered", "failed"]);
export const delivery = z.object({
  id,
  subject: id,
  /** `audience.changed`, `alert.fired`, `alert.resolved`, `webhook.test`. */
  type: z.string(),
  url: z.string(),
  status: deliveryStatus,
  attempts: z.number(),
  /** HTTP status of the last answer; null when there was none. */
  lastStatus: z.number().nullable(),
  lastProblem: z.string().nullable(),
  added: z.number(),
  removed: z.number(),
  createdAt: instant,
  nextAt: instant.nullable(),
  finishedAt: instant.nullable(),
});
export const deliveryList = z.object({ items: z.array(delivery) });
export const deliveriesQuery = z.object({ subject: id });
export const newSecretReply = z.object({ secret: z.string() });
export const actSettings = z.object({
  /** Webhooks may call this machine and private networks; only an owner can say so. */
  allowPrivateAddresses: z.boolean(),
});

/** Body of the webhook `audience.changed`, signed as Standard Webhooks say. */
export const audienceChanged = z.object({
  type: z.literal("audience.changed"),
  timestamp: instant,
  data: z.object({
    audience: z.object({ id, name: z.string() }),
    /** 1-based number of this request among those of one run. */
    batch: z.number(),
    batches: z.number(),
    added: z.array(personId),
    removed: z.array(personId),
  }),
});

export type Audience = z.infer<typeof audience>;
export type ActSchedule = z.infer<typeof actSchedule>;
export type CreateAudienceRequest = z.input<typeof createAudienceRequest>;
export type UpdateAudienceRequest = z.input<typeof updateAudienceRequest>;
export type AudienceList = z.infer<typeof audienceList>;
export type AudienceWithSecret = z.infer<typeof audienceWithSecret>;
export type AudiencePreviewRequest = z.input<typeof audiencePreviewRequest>;
export type AudiencePreview = z.infer<typeof audiencePreview>;
export type AudienceRun = z.infer<typeof audienceRun>;
export type AudienceChanged = z.infer<typeof audienceChanged>;
export type Delivery = z.infer<typeof delivery>;
export type DeliveryList = z.infer<typeof deliveryList>;
export type ActSettings = z.infer<typeof actSettings>;
