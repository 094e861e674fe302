import { z } from "zod";
import { filterGroup, propertyKey, propertyRef } from "./filter.ts";
import { dateRange, interval } from "./time.ts";

const eventName = z.string().min(1).max(200);

/** Which events: a name, or `null` for any event; narrowed by a filter. */
export const eventSelector = z.strictObject({
  event: eventName.nullable().default(null),
  filter: filterGroup.optional(),
  label: z.string().max(100).optional(),
});
export type EventSelector = z.infer<typeof eventSelector>;

/** How a series counts: events, people, sessions, or a statistic of a numeric event property. */
export const measure = z.discriminatedUnion("type", [
  z.strictObject({ type: z.enum(["total", "uniques", "sessions"]) }),
  z.strictObject({
    type: z.enum(["sum", "avg", "min", "max", "median", "p75", "p90", "p95", "p99"]),
    property: propertyKey,
  }),
  /** Mean number of events per active person. */
  z.strictObject({ type: z.literal("perPerson") }),
]);
export type Measure = z.infer<typeof measure>;

/** Splits by the values of a property; the `limit` largest are kept, the rest becomes "Other". */
export const breakdown = propertyRef.extend({ limit: z.int().min(1).max(50).default(10) });
export type Breakdown = z.infer<typeof breakdown>;

const common = {
  range: dateRange.default({ from: "-30d", to: null }),
  /** Applies to every event of the question. */
  filter: filterGroup.optional(),
  /** Leaves out the people the project marks as internal. */
  excludeInternal: z.boolean().default(false),
};

export const trendsQuestion = z.strictObject({
  kind: z.literal("trends"),
  ...common,
  interval: interval.default("day"),
  series: z
    .array(eventSelector.extend({ measure: measure.default({ type: "total" }) }))
    .min(1)
    .max(10),
  breakdown: breakdown.optional(),
  /** Arithmetic over the series letters, e.g. `A / B * 100`. */
  formula: z.string().max(200).optional(),
  /** The same length of time before, or the same time a year before. */
  compare: z.enum(["previous", "yearBefore"]).optional(),
  /** Running sum over buckets (uniques: people seen so far). */
  cumulative: z.boolean().default(false),
});

export const funnelQuestion = z.strictObject({
  kind: z.literal("funnel"),
  ...common,
  steps: z.array(eventSelector).min(2).max(20),
  order: z.enum(["ordered", "strict", "unordered"]).default("ordered"),
  window: z
    .strictObject({
      value: z.int().min(1).max(5000),
      unit: z.enum(["second", "minute", "hour", "day", "week", "month"]),
    })
    .default({ value: 14, unit: "day" }),
  /** Seen after step `from` and before step `to` (0-based): the run is tainted. */
  exclusions: z
    .array(eventSelector.extend({ from: z.int().min(0), to: z.int().min(1) }))
    .max(10)
    .default([]),
  breakdown: breakdown
    .extend({
      attribution: z.enum(["first", "last", "all", "step"]).default("first"),
      /** 0-based, with attribution `step`. */
      step: z.int().min(0).optional(),
    })
    .optional(),
  /** Adds conversion by entry bucket. */
  trend: interval.optional(),
});

export const retentionQuestion = z.strictObject({
  kind: z.literal("retention"),
  ...common,
  interval: z.enum(["day", "week", "month"]).default("week"),
  start: eventSelector.default({ event: null }),
  return: eventSelector.default({ event: null }),
  /** `first`: a person belongs to the row of the first start ever; `recurring`: to every row with a start. */
  cohorts: z.enum(["first", "recurring"]).default("first"),
  /** `on`: came back in that interval; `onOrAfter`: in that interval or later. */
  mode: z.enum(["on", "onOrAfter"]).default("on"),
  minOccurrences: z.int().min(1).max(1000).default(1),
  /** Number of intervals followed after the start. */
  periods: z.int().min(1).max(90).default(8),
  breakdown: breakdown.optional(),
});

export const lifecycleQuestion = z.strictObject({
  kind: z.literal("lifecycle"),
  ...common,
  interval: z.enum(["day", "week", "month"]).default("week"),
  on: eventSelector.default({ event: null }),
});

export const stickinessQuestion = z.strictObject({
  kind: z.literal("stickiness"),
  ...common,
  /** `histogram`: people by number of active intervals; `l7`/`l28`: active days of the last 7/28, by day. */
  mode: z.enum(["histogram", "l7", "l28"]).default("histogram"),
  interval: z.enum(["day", "week", "month"]).default("day"),
  on: eventSelector.default({ event: null }),
  cumulative: z.boolean().default(false),
});

export const pathsQuestion = z.strictObject({
  kind: z.literal("paths"),
  ...common,
  /** Path of what: event names, page paths (`$pathname`), or a property. */
  by: z.union([z.literal("event"), z.literal("page"), propertyRef]).default("event"),
  events: z.array(eventName).max(100).optional(),
  startAt: z.string().max(500).optional(),
  endAt: z.string().max(500).optional(),
  maxSteps: z.int().min(2).max(10).default(5),
  /** A pause longer than this starts a new path. */
  sessionGapMinutes: z.int().min(1).max(1440).default(30),
  maxNodesPerStep: z.int().min(2).max(30).default(8),
});

/** Money: which event carries it and where. */
export const revenueSource = z.strictObject({
  event: eventName,
  property: propertyKey.default("revenue"),
  filter: filterGroup.optional(),
});

export const revenueQuestion = z.strictObject({
  kind: z.literal("revenue"),
  ...common,
  interval: z.enum(["week", "month", "quarter"]).default("month"),
  source: revenueSource,
  /** Periods of the LTV curve per cohort of first payment. */
  ltvPeriods: z.int().min(1).max(36).default(12),
});

export const growthAccountingQuestion = z.strictObject({
  kind: z.literal("growthAccounting"),
  ...common,
  interval: z.enum(["day", "week", "month", "quarter"]).default("month"),
  /** People by activity, or money by person. */
  of: z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("people"), on: eventSelector.default({ event: null }) }),
    z.strictObject({ type: z.literal("revenue"), source: revenueSource }),
  ]),
});

export const surveyQuestion = z.strictObject({
  kind: z.literal("survey"),
  ...common,
  survey: z.enum(["nps", "csat", "ces"]),
  surveyId: z.string().max(64).optional(),
  interval: interval.default("month"),
  breakdown: breakdown.optional(),
});

/** Who may answer: did the core event at least `minUses` times, active in the last days, at answer time. */
export const qualification = z.strictObject({
  event: eventName.nullable().default(null),
  minUses: z.int().min(0).max(1000).default(2),
  activeWithinDays: z.int().min(1).max(365).default(14),
});

const pmfCommon = {
  ...common,
  /** A year: people are asked once in 90 days at most, so a month holds few answers. */
  range: dateRange.default({ from: "-12m", to: null }),
  surveyId: z.string().max(64).optional(),
  qualification: qualification.default({ event: null, minUses: 2, activeWithinDays: 14 }),
  /** Share of "very disappointed" that counts as fit. */
  threshold: z.number().min(0.05).max(0.95).default(0.4),
};

export const pmfScoreQuestion = z.strictObject({
  kind: z.literal("pmfScore"),
  ...pmfCommon,
  interval: interval.default("month"),
  breakdown: breakdown.optional(),
});

export const pmfSegmentsQuestion = z.strictObject({
  kind: z.literal("pmfSegments"),
  ...pmfCommon,
  /** Persona from the survey's own answer, or from a person property. */
  personaBy: z.union([z.literal("answer"), propertyRef]).default("answer"),
  minPersona: z.int().min(1).max(1000).default(5),
  folds: z.int().min(2).max(20).default(5),
  seed: z.int().default(7),
});

export const marketShareQuestion = z.strictObject({
  kind: z.literal("marketShare"),
  segment: z.string().max(100).optional(),
  range: dateRange.default({ from: "all", to: null }),
});

export const pmfReportQuestion = z.strictObject({
  kind: z.literal("pmfReport"),
  ...pmfCommon,
  /** The event that means the product was really used; `null`: any event. */
  coreEvent: eventName.nullable().default(null),
  revenue: revenueSource.optional(),
  interval: z.enum(["week", "month"]).default("month"),
});

/** Every question Lepton answers. */
export const question = z.discriminatedUnion("kind", [
  trendsQuestion,
  funnelQuestion,
  retentionQuestion,
  lifecycleQuestion,
  stickinessQuestion,
  pathsQuestion,
  revenueQuestion,
  growthAccountingQuestion,
  surveyQuestion,
  pmfScoreQuestion,
  pmfSegmentsQuestion,
  marketShareQuestion,
  pmfReportQuestion,
]);
export type Question = z.infer<typeof question>;
/** As people write it: defaults may be left out. */
export type QuestionInput = z.input<typeof question>;
export type QuestionKind = Question["kind"];
export type QuestionOf<K extends QuestionKind> = Extract<Question, { kind: K }>;
