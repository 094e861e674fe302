import { estimate } from "@lepton/core";
import { z } from "zod";
import { filterGroup, propertyKey } from "../schema/filter.ts";

const eventName = z.string().min(1).max(200);
/** Lower-case words joined by `-` or `_`: stands in the product's code and in the hash. */
export const experimentKey = z
  .string()
  .regex(/^[a-z0-9]+([-_][a-z0-9]+)*$/, "lower-case letters and digits, in words joined by - or _")
  .max(64);

export const experimentVariant = z.strictObject({
  key: experimentKey,
  /** Share of people relative to the others' weights. */
  weight: z.number().positive().max(1_000_000),
});
/** The first is the control: the others are compared with it. */
export const experimentVariants = z
  .array(experimentVariant)
  .min(2)
  .max(8)
  .refine((list) => new Set(list.map(({ key }) => key)).size === list.length, "variants need different keys");

/**
 * What is measured of each person, from the first exposure on: whether they did an event, how often, or the sum of a
 * property, within `windowDays`. The same over `preDays` before exposure is their past, for CUPED.
 */
export const experimentMetric = z.strictObject({
  id: experimentKey,
  name: z.string().trim().min(1).max(100),
  kind: z.enum(["conversion", "count", "sum"]),
  event: eventName.nullable(),
  filter: filterGroup.optional(),
  /** Kind `sum`: a numeric property of the event. */
  property: propertyKey.optional(),
  windowDays: z.int().min(1).max(90).default(7),
  preDays: z.int().min(0).max(90).default(28),
  goal: z.enum(["increase", "decrease"]).default("increase"),
  /** `primary` decides; `secondary` explains, corrected for their number; a `guardrail` must not get worse. */
  role: z.enum(["primary", "secondary", "guardrail"]).default("primary"),
});

export const experimentMetrics = z
  .array(experimentMetric)
  .min(1)
  .max(12)
  .refine(
    (list) => list.filter(({ role }) => role === "primary").length === 1,
    "exactly one metric is primary",
  )
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, "metrics need different ids")
  .refine((list) => list.every((m) => m.kind !== "sum" || m.property), "a sum needs a property");

/** Fixed: one look at the planned end. Safe: any look. Both raw and adjusted for the past, side by side. */
const looks = z.object({
  fixed: z.object({ difference: estimate, p: z.number() }).nullable(),
  safe: z.object({ difference: estimate, p: z.number() }).nullable(),
});
export const armResult = z.object({
  variant: z.string(),
  /** People whose window has ended. */
  n: z.number(),
  value: estimate,
  /** After CUPED; null where it adjusts nothing. */
  adjusted: estimate.nullable(),
  /** Probability to be the best of all, and what choosing it costs if it is not (the metric's unit). */
  best: z.number().nullable(),
  loss: z.number().nullable(),
});
export const comparison = z.object({
  variant: z.string(),
  raw: looks,
  adjusted: looks.nullable(),
  relative: estimate.nullable(),
  /** Of the safe p, over all variants and metrics but guardrails (Holm). Null with too few people. */
  correctedP: z.number().nullable(),
  /** By the safe interval, adjusted where there is a past. */
  verdict: z.enum(["better", "worse", "open", "notEnough"]),
});
export const metricResult = z.object({
  metric: experimentMetric,
  arms: z.array(armResult),
  comparisons: z.array(comparison),
  cuped: z.object({ theta: z.number(), reduction: z.number() }).nullable(),
  /** People exposed whose window has not ended: they count later. */
  waiting: z.number(),
});
export const experimentResults = z.object({
  /** People exposed to exactly one variant, by variant. */
  exposed: z.array(z.object({ variant: z.string(), people: z.number(), expected: z.number() })),
  /** Chi-square of the split against the weights; null before anybody came. */
  sampleRatio: z
    .object({ statistic: z.number(), df: z.number(), p: z.number(), failed: z.boolean() })
    .nullable(),
  /** Saw more than one variant: left out. */
  mixed: z.number(),
  /** Exposures to variants that the experiment does not have: left out. */
  unknown: z.number(),
  metrics: z.array(metricResult),
  decision: z.object({
    code: z.enum([
      "nobody",
      "sampleRatio",
      "notEnough",
      "guardrail",
      "better",
      "worse",
      "open",
      "noDifference",
    ]),
    variant: z.string().nullable(),
  }),
  level: z.number(),
  sql: z.array(z.string()),
});

export type ExperimentVariant = z.infer<typeof experimentVariant>;
export type ExperimentMetric = z.infer<typeof experimentMetric>;
export type ExperimentMetricInput = z.input<typeof experimentMetric>;
export type MetricResult = z.infer<typeof metricResult>;
export type Comparison = z.infer<typeof comparison>;
export type ExperimentResults = z.infer<typeof experimentResults>;
