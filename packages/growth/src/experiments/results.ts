import { chiSquareGoodness } from "@lepton/core";
import type { QuestionContext } from "../context.ts";
import { Inquiry } from "../sql/run.ts";
import { holm } from "./compare.ts";
import { measureMetric } from "./measure.ts";
import { exposedPeople, exposuresOf, metricMoments } from "./people.ts";
import type { ExperimentMetric, ExperimentResults, ExperimentVariant, MetricResult } from "./schema.ts";

export interface ExperimentAsked {
  key: string;
  variants: readonly ExperimentVariant[];
  metrics: readonly ExperimentMetric[];
  startedMs: number;
  /** Null: still running. Exposures after it do not count, outcomes do. */
  stoppedMs: number | null;
  /** People planned for: where the safe intervals are tightest. Fixed before the start. */
  plannedPeople: number;
  level: number;
}

/**
 * A split this unlikely under the weights means that people were lost or sent astray: nothing below it can be trusted.
 * Source: Fabijan et al. 2019, KDD, doi:10.1145/3292500.3330722 (they look for p far below 0.05; many use 0.01 to 0.0005).
 */
export const sampleRatioLevel = 0.01;

/**
 * What an experiment has found by now. People enter by their first exposure between start and stop; whoever saw two
 * variants is left out and counted; a metric counts people whose whole window has passed.
 */
export async function experimentResults(
  context: QuestionContext,
  asked: ExperimentAsked,
): Promise<ExperimentResults> {
  const { variants, metrics, level } = asked;
  const inquiry = await Inquiry.open(context, metrics);
  const nowMs = context.now.getTime();
  const toMs = Math.min(nowMs, asked.stoppedMs ?? nowMs);
  const keys = variants.map(({ key }) => key);
  const entry = exposuresOf(asked.key, {
    fromMs: asked.startedMs,
    toMs: Math.max(toMs, asked.startedMs + 1),
  });
  const { arms, mixed } = await exposedPeople(inquiry, entry);
  const people = keys.map((key) => arms.find(({ variant }) => variant === key)?.people ?? 0);
  const total = people.reduce((sum, n) => sum + n, 0);
  const weight = variants.reduce((sum, variant) => sum + variant.weight, 0);
  const measured: MetricResult[] = [];
  for (const metric of metrics)
    measured.push(
      measureMetric(
        metric,
        keys,
        total > 0 ? await metricMoments(inquiry, entry, metric, nowMs) : new Map(),
        {
          level,
          peak: asked.plannedPeople,
          exposed: total,
        },
      ),
    );
  const results = correct(measured);
  const split = chiSquareGoodness(
    people,
    variants.map((variant) => variant.weight),
  );
  const sampleRatio =
    split.kind === "chiSquare"
      ? { statistic: split.statistic, df: split.df, p: split.p, failed: split.p < sampleRatioLevel }
      : null;
  return {
    exposed: variants.map((variant, i) => ({
      variant: variant.key,
      people: people[i] ?? 0,
      expected: (total * variant.weight) / weight,
    })),
    sampleRatio,
    mixed,
    unknown: arms.reduce((sum, { variant, people: n }) => sum + (keys.includes(variant) ? 0 : n), 0),
    metrics: results,
    decision: decide(results, total, sampleRatio?.failed ?? false, asked.plannedPeople),
    level,
    sql: inquiry.sql,
  };
}

/** Holm over every comparison of the primary and secondary metrics. */
function correct(metrics: readonly MetricResult[]): MetricResult[] {
  const flat = metrics
    .filter(({ metric }) => metric.role !== "guardrail")
    .flatMap(({ comparisons }) => comparisons)
    .flatMap((one) => {
      const p = (one.adjusted ?? one.raw).safe?.p;
      return p === undefined ? [] : [{ one, p }];
    });
  const adjusted = holm(flat.map(({ p }) => p));
  const of = new Map(flat.map(({ one }, i) => [one, adjusted[i] ?? 1]));
  return metrics.map((result) => ({
    ...result,
    comparisons: result.comparisons.map((one) => ({ ...one, correctedP: of.get(one) ?? null })),
  }));
}

/** One sentence's worth: what stands in the way comes before what was found. */
function decide(
  metrics: readonly MetricResult[],
  people: number,
  splitFailed: boolean,
  planned: number,
): ExperimentResults["decision"] {
  const say = (code: ExperimentResults["decision"]["code"], variant: string | null = null) => ({
    code,
    variant,
  });
  const primary = metrics.find(({ metric }) => metric.role === "primary");
  if (people === 0 || !primary) return say("nobody");
  if (splitFailed) return say("sampleRatio");
  const harmed = metrics
    .filter(({ metric }) => metric.role === "guardrail")
    .flatMap(({ comparisons }) => comparisons)
    .find(({ verdict }) => verdict === "worse");
  if (harmed) return say("guardrail", harmed.variant);
  const { comparisons } = primary;
  if (comparisons.every(({ verdict }) => verdict === "notEnough")) return say("notEnough");
  const sign = primary.metric.goal === "increase" ? 1 : -1;
  const gain = (one: (typeof comparisons)[number]) =>
    sign * ((one.adjusted ?? one.raw).safe?.difference.value ?? 0);
  const better = comparisons
    .filter(({ verdict }) => verdict === "better")
    .sort((a, b) => gain(b) - gain(a))[0];
  if (better) return say("better", better.variant);
  if (comparisons.every(({ verdict }) => verdict === "worse"))
    return say("worse", comparisons[0]?.variant ?? null);
  const counted = primary.arms.reduce((sum, { n }) => sum + n, 0);
  return say(counted >= planned ? "noDifference" : "open");
}
