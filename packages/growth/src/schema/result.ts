import { estimate } from "@lepton/core";
import { z } from "zod";
import { bucket } from "./time.ts";

const count = z.number().int().min(0);
/** A cell that cannot be known yet (its interval is unfinished or in the future) is null, never 0. */
const maybe = z.number().nullable();
/** The figures of a sentence, by name, for texts in other languages. */
export const textValues = z.record(z.string(), z.union([z.string(), z.number()]));
export type TextValues = z.infer<typeof textValues>;

export const trendsResult = z.object({
  kind: z.literal("trends"),
  buckets: z.array(bucket),
  series: z.array(
    z.object({
      /** Index in the question; -1 for the formula. */
      index: z.number().int(),
      label: z.string(),
      /** Value of the breakdown; null without one; "Other" for the rest. */
      breakdown: z.string().nullable(),
      values: z.array(maybe),
      /** Over the whole range, by the same measure (uniques: people, not the sum of days). */
      total: maybe,
      /** The compared range, bucket by bucket. */
      previous: z.array(maybe).optional(),
      previousTotal: maybe.optional(),
    }),
  ),
  /** Unit of the values: events, people, sessions, or the property's. */
  unit: z.string(),
});

const funnelStep = z.object({
  label: z.string(),
  count,
  /** Of the step before, and of the first. Null when the base is 0. */
  ofPrevious: maybe,
  ofFirst: maybe,
  /** Wilson interval of `ofFirst`. */
  interval: estimate,
  /** Seconds from the step before, over those who made it. */
  medianSeconds: maybe,
  meanSeconds: maybe,
});
export const funnelResult = z.object({
  kind: z.literal("funnel"),
  steps: z.array(funnelStep),
  breakdown: z.array(z.object({ value: z.string(), steps: z.array(funnelStep) })),
  /** Seconds from the first to the last step: equal-width bins over converted people. */
  timeToConvert: z.object({
    median: maybe,
    mean: maybe,
    bins: z.array(z.object({ fromSeconds: z.number(), toSeconds: z.number(), count })),
  }),
  trend: z.array(bucket.extend({ entered: count, converted: count, rate: maybe })).optional(),
});

export const retentionResult = z.object({
  kind: z.literal("retention"),
  periods: z.number().int(),
  rows: z.array(
    z.object({
      cohort: bucket,
      breakdown: z.string().nullable(),
      size: count,
      /** index 0 is the cohort itself. */
      counts: z.array(maybe),
      rates: z.array(maybe),
    }),
  ),
  /** Weighted by cohort size over complete cells; with Wilson intervals. */
  average: z.array(z.object({ breakdown: z.string().nullable(), rates: z.array(estimate) })),
});

export const lifecycleResult = z.object({
  kind: z.literal("lifecycle"),
  buckets: z.array(bucket),
  new: z.array(count),
  returning: z.array(count),
  resurrecting: z.array(count),
  /** Negative: people active the interval before and not in this one. */
  dormant: z.array(z.number().int()),
});

export const stickinessResult = z.object({
  kind: z.literal("stickiness"),
  mode: z.enum(["histogram", "l7", "l28"]),
  /** people[i] were active in exactly (or at least, when cumulative) i+1 intervals. */
  people: z.array(count),
  total: count,
  /** For l7/l28: by day, mean active days over active people, DAU, and the window's active people. */
  days: z.array(bucket.extend({ mean: maybe, dau: count, active: count, ratio: maybe })).optional(),
  /** Average DAU ÷ MAU (or WAU for l7) over complete days. */
  ratio: maybe,
});

export const pathsResult = z.object({
  kind: z.literal("paths"),
  /** People walking from a node at `step` to a node at `step + 1`. */
  edges: z.array(z.object({ step: count, from: z.string(), to: z.string(), people: count, paths: count })),
  nodes: z.array(z.object({ step: count, name: z.string(), people: count, dropped: count })),
  /** Paths walked most, in full. */
  top: z.array(z.object({ path: z.array(z.string()), people: count })),
});

const flows = {
  new: z.number(),
  retained: z.number(),
  expansion: z.number(),
  contraction: z.number(),
  churned: z.number(),
  resurrected: z.number(),
};
export const growthAccountingResult = z.object({
  kind: z.literal("growthAccounting"),
  of: z.enum(["people", "revenue"]),
  periods: z.array(
    bucket.extend({
      ...flows,
      total: z.number(),
      /** (new + resurrected + expansion) ÷ (churned + contraction); null in the first period or without losses. */
      quickRatio: maybe,
      grossRetention: maybe,
      netRetention: maybe,
      netChurn: maybe,
    }),
  ),
});

export const revenueResult = z.object({
  kind: z.literal("revenue"),
  currency: z.string(),
  periods: z.array(
    bucket.extend({
      revenue: z.number(),
      ...flows,
      payers: count,
      orders: count,
      /** Net revenue per person active in the period, and per payer. */
      arpu: maybe,
      arppu: maybe,
      averageOrder: maybe,
      /** Revenue of the period brought to a month. */
      mrr: z.number(),
    }),
  ),
  /** Cumulative revenue per initial payer, by cohort of first payment. */
  ltv: z.array(z.object({ cohort: bucket, size: count, values: z.array(maybe) })),
  concentration: z.object({ top1Share: maybe, top10Share: maybe, gini: maybe, payers: count }),
});

export const surveyResult = z.object({
  kind: z.literal("survey"),
  survey: z.enum(["nps", "csat", "ces"]),
  /** NPS: −100..100; CSAT: share of the top two boxes; CES: mean of 1–7. */
  score: estimate,
  distribution: z.array(z.object({ answer: z.string(), count })),
  trend: z.array(bucket.extend({ score: estimate })),
  breakdown: z.array(z.object({ value: z.string(), score: estimate })),
  invalid: count,
  repeats: count,
  simulated: count,
  /** Shown surveys, when the widget reported them. */
  shown: count.nullable(),
  comments: z.array(z.object({ personId: z.string(), answer: z.string(), text: z.string(), at: z.string() })),
});

export const verdict = z.enum(["reached", "reachedUncertain", "notReached", "notEnoughData", "noData"]);
export type Verdict = z.infer<typeof verdict>;

const ellisCounts = { very: count, somewhat: count, not: count };
export const pmfScoreResult = z.object({
  kind: z.literal("pmfScore"),
  score: estimate,
  threshold: z.number(),
  verdict,
  /** Answers still needed for a verdict; 0 when there are enough. */
  needed: count,
  answers: z.object({
    ...ellisCounts,
    na: count,
    unqualified: count,
    repeats: count,
    /** Blank, or words that name none of the answers. */
    invalid: count,
    simulated: count,
  }),
  trend: z.array(bucket.extend({ ...ellisCounts, score: estimate })),
  breakdown: z.array(z.object({ value: z.string(), ...ellisCounts, score: estimate })),
});

export const pmfSegmentsResult = z.object({
  kind: z.literal("pmfSegments"),
  all: estimate,
  personas: z.array(
    z.object({
      persona: z.string(),
      ...ellisCounts,
      score: estimate,
      kept: z.boolean(),
      tooFew: z.boolean(),
    }),
  ),
  /** Score over the kept personas (optimistic), and the same chosen and measured on different people. */
  kept: estimate,
  crossFitted: estimate,
  /** What the very disappointed love most. */
  benefits: z.array(z.object({ theme: z.string(), count, quotes: z.array(z.string()) })),
  winningBenefit: z.string().nullable(),
  /** What the somewhat disappointed with the winning benefit ask for. */
  blockers: z.array(z.object({ theme: z.string(), count, quotes: z.array(z.string()) })),
  /** Somewhat disappointed in the kept personas, and those of them who name the winning benefit. */
  somewhatInFit: count,
  somewhatWinning: count,
});

export const marketShareResult = z.object({
  kind: z.literal("marketShare"),
  segments: z.array(
    z.object({
      segment: z.string(),
      unit: z.string(),
      periods: z.array(
        z.object({
          period: z.string(),
          own: maybe,
          market: maybe,
          share: maybe,
          low: maybe,
          high: maybe,
          relativeShare: maybe,
          largestRival: z.string().nullable(),
          shareOfGrowth: maybe,
          sources: z.array(z.object({ player: z.string(), source: z.string(), asOf: z.string() })),
        }),
      ),
      /** Why a share is missing or must be read with care. */
      notes: z.array(z.string()),
    }),
  ),
});

/** One measure of the product–market-fit report. */
export const pmfMeasure = z.object({
  id: z.enum(["ellis", "nps", "retention", "growth", "revenue", "marketShare"]),
  value: estimate,
  unit: z.enum(["share", "score", "ratio", "money"]),
  trend: z.array(bucket.extend({ value: maybe })),
  threshold: z.object({ value: z.number(), why: z.string() }),
  verdict,
  /** For notEnoughData: how many there are and how many are needed. */
  have: count,
  need: count,
  /** The question that gives this number, to open in Insights. */
  question: z.unknown(),
  simulated: z.boolean(),
  /** Further figures the verdict rests on, e.g. gross retention beside the quick ratio. */
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type PmfMeasure = z.infer<typeof pmfMeasure>;

/** What would move fit most, by code; texts in the people's languages are the screens' own. */
export const nextCodes = [
  /** have, need: answers to the product–market-fit survey. */
  "askMorePeople",
  /** blocker, people, benefit, scoreNow, scoreIfWon: within the kept personas. */
  "fixBlocker",
  /** rate: back after one interval; plateau, threshold, people, interval. */
  "improveWeek1Retention",
  /** gained, lost, quickRatio, grossRetention: people of the last complete periods. */
  "reduceChurn",
  /** change: share of mean revenue per period; periods. */
  "growRevenue",
  /** share, before, since. */
  "winShare",
  /** No market sizes were entered. */
  "fillMarket",
  /** Every judged measure is reached. reached, judged. */
  "keepGoing",
] as const;
export const nextStep = z.object({
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type NextStep = z.infer<typeof nextStep>;
export const pmfReportResult = z.object({
  kind: z.literal("pmfReport"),
  measures: z.array(pmfMeasure),
  /** Reached measures out of those with enough data; no composite number beyond this count. */
  reached: count,
  judged: count,
  segments: pmfSegmentsResult.nullable(),
  /** The one thing that would move fit most, with the figures it rests on. */
  next: nextStep,
  /** What comes after it, in order. */
  later: z.array(nextStep).optional(),
});

export const questionResult = z.discriminatedUnion("kind", [
  trendsResult,
  funnelResult,
  retentionResult,
  lifecycleResult,
  stickinessResult,
  pathsResult,
  revenueResult,
  growthAccountingResult,
  surveyResult,
  pmfScoreResult,
  pmfSegmentsResult,
  marketShareResult,
  pmfReportResult,
]);
export type QuestionResult = z.infer<typeof questionResult>;
export type ResultOf<K extends QuestionResult["kind"]> = Extract<QuestionResult, { kind: K }>;

/** What every question is answered with. */
export const answer = z.object({
  result: questionResult,
  /** The SQL that ran, values filled in, ready for a console. */
  sql: z.array(z.string()),
  warnings: z.array(z.object({ code: z.string(), text: z.string(), values: textValues.optional() })),
  timezone: z.string(),
  elapsedMs: z.number(),
  computedAt: z.string(),
});
export type Answer<K extends QuestionResult["kind"] = QuestionResult["kind"]> = Omit<
  z.infer<typeof answer>,
  "result"
> & {
  result: ResultOf<K>;
};
