import { z } from "zod";

/**
 * Which mark of a chart: the people behind it come from the same query as the chart.
 * `breakdown` is the label as the result gave it; `bucket` is a bucket's `start`.
 */
export const peoplePoint = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("trends"),
    series: z.int().min(0),
    bucket: z.string(),
    breakdown: z.string().nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal("funnel"),
    /** 0-based step. `converted`: reached it; `dropped`: reached the one before and not this one. */
    step: z.int().min(0),
    outcome: z.enum(["converted", "dropped"]),
    breakdown: z.string().nullable().default(null),
    /** Entry bucket, for a point of the funnel's trend. */
    bucket: z.string().nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal("retention"),
    cohort: z.string(),
    period: z.int().min(0),
    /** `lost`: in the cohort and not back in that period. */
    outcome: z.enum(["retained", "lost"]).default("retained"),
    breakdown: z.string().nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal("lifecycle"),
    bucket: z.string(),
    status: z.enum(["new", "returning", "resurrecting", "dormant"]),
  }),
  z.strictObject({
    kind: z.literal("stickiness"),
    /** Number of active intervals (histogram) or active days (l7, l28). */
    intervals: z.int().min(1),
    bucket: z.string().nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal("paths"),
    step: z.int().min(0),
    from: z.string(),
    to: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal("growthAccounting"),
    bucket: z.string(),
    status: z.enum(["new", "retained", "expansion", "contraction", "churned", "resurrected"]),
  }),
  z.strictObject({
    kind: z.literal("revenue"),
    bucket: z.string(),
    status: z.enum(["paying", "new", "expansion", "contraction", "churned", "resurrected"]),
  }),
  z.strictObject({
    kind: z.literal("survey"),
    answer: z.string(),
    bucket: z.string().nullable().default(null),
    breakdown: z.string().nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal("pmfScore"),
    answer: z.enum(["very", "somewhat", "not", "na", "unqualified"]),
    bucket: z.string().nullable().default(null),
    breakdown: z.string().nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal("pmfSegments"),
    persona: z.string(),
    answer: z.enum(["very", "somewhat", "not"]),
  }),
]);
export type PeoplePoint = z.infer<typeof peoplePoint>;

/** Label of the step not taken; null: whichever is next. */
const step = z.string().nullable();
const window = z.object({
  value: z.number(),
  unit: z.enum(["second", "minute", "hour", "day", "week", "month"]),
});
/** What `why` says, one kind of sentence each. Times are milliseconds. */
export const whyReason = z.discriminatedUnion("code", [
  z.object({ code: z.literal("entered") }),
  z.object({ code: z.literal("reached"), after: z.number() }),
  z.object({ code: z.literal("late"), step, window, by: z.number() }),
  z.object({ code: z.literal("notDirectly"), step }),
  z.object({ code: z.literal("pending"), step, window, left: z.number() }),
  z.object({ code: z.literal("windowEnded"), step, window }),
]);
export type WhyReason = z.infer<typeof whyReason>;

/** One person in a list. */
export const personRow = z.object({
  personId: z.string(),
  /** Name or email from the profile when there is one. */
  label: z.string(),
  properties: z.record(z.string(), z.unknown()),
  firstSeen: z.string().nullable(),
  lastSeen: z.string().nullable(),
  /** Why this person stands at this point, when the question can tell ("window ended 4 min earlier"). */
  why: z.string().optional(),
  /** The same for programs and other languages; times in milliseconds. */
  reason: whyReason.optional(),
});
export type PersonRow = z.infer<typeof personRow>;
