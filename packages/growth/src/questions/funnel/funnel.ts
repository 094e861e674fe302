import { LeptonError } from "@lepton/core";
import type { ResultOf } from "../../schema/result.ts";
import { labelOfValue, otherValues, valueOfLabel } from "../../sql/breakdown.ts";
import { bucketSql } from "../../sql/bucket.ts";
import type { Draft } from "../../sql/draft.ts";
import type { Buckets } from "../../sql/range.ts";
import { bucketIndex, type Inquiry } from "../../sql/run.ts";
import { defineQuestion, type PointOf } from "../define.ts";
import { arraysSql, outcomesSql, signaturesSql } from "./outcomes.ts";
import { type Funnel, type FunnelPlan, isSimple, mayShareEvents, planFunnel } from "./plan.ts";
import { reachOf } from "./reach.ts";
import { entryRunsSql } from "./runs.ts";
import { type StepRow, stepsOf, summarySql, timesOf } from "./summary.ts";
import type { Signatures } from "./walk.ts";
import { whyOf, whySql } from "./why.ts";

/**
 * How many people go through steps: ordered, strict or in any order, within a window from the entry.
 * Semantics follow PostHog's `funnel-udf/src/steps.rs` (ties in the actor's favour, window inclusive to the
 * millisecond, one event one step); a run is tainted by an exclusion and rescued by any later clean run.
 */
export const funnel = defineQuestion<"funnel">({
  kind: "funnel",

  async answer(inquiry, question) {
    const plan = planFunnel(question, await inquiry.span(question.range));
    if (mayShareEvents(plan))
      inquiry.warn(
        "FUNNEL_SHARED_EVENTS",
        "Some steps can be the same event; without order it counts for each of them.",
      );
    const signatures = await tieGroups(inquiry, plan);
    const read = async (isSplit: boolean) => {
      const draft = inquiry.draft();
      const outcomes = outcomesSql(draft, plan, { isSplit, signatures });
      return inquiry.rows<StepRow>(draft, summarySql(draft, plan, outcomes, isSplit));
    };
    const [[whole], parts, trend] = await Promise.all([
      read(false),
      question.breakdown ? read(true) : [],
      question.trend ? trendOf(inquiry, plan, question.trend, signatures) : undefined,
    ]);
    const result: ResultOf<"funnel"> = {
      kind: "funnel",
      steps: stepsOf(question, whole),
      breakdown: parts
        .sort(
          (a, b) =>
            Number(a.other) - Number(b.other) ||
            (b.counts[0] ?? 0) - (a.counts[0] ?? 0) ||
            (a.part < b.part ? -1 : 1),
        )
        .map((part) => ({
          value: part.other ? otherValues : labelOfValue(part.part),
          steps: stepsOf(question, part),
        })),
      timeToConvert: timesOf(whole),
    };
    return trend ? { ...result, trend } : result;
  },

  async people(inquiry, question, point) {
    const plan = planFunnel(question, await inquiry.span(question.range));
    if (point.step >= plan.steps || (point.outcome === "dropped" && point.step === 0))
      throw new LeptonError("GROWTH_POINT_UNKNOWN", {
        problem: "The funnel has no such step, or nobody can drop before the first.",
        received: `step ${point.step}, ${point.outcome}`,
        next: `Count steps from 0 to ${plan.steps - 1}.`,
        field: "point.step",
      });
    const signatures = await tieGroups(inquiry, plan);
    const draft = inquiry.draft();
    const reached = point.outcome === "converted" ? `level > ${point.step}` : `level = ${point.step}`;
    const rows =
      point.bucket === null
        ? partRows(draft, plan, point, signatures)
        : entryRowsSql(draft, plan, signatures, trendBuckets(inquiry, plan, question), point.bucket);
    return {
      draft,
      text: `SELECT person_key, ${whySql(point.outcome, plan)} AS detail FROM (${rows}) WHERE ${reached}`,
      why: (detail) => whyOf(detail, plan, inquiry.facts.nowMs),
    };
  },
});

/** Asked only where steps can share events: which ties occur, and how far each carries a run. */
async function tieGroups(inquiry: Inquiry, plan: FunnelPlan): Promise<Signatures> {
  if ((isSimple(plan) && !plan.question.trend) || plan.question.order === "unordered")
    return { names: [], reach: [] };
  const draft = inquiry.draft();
  const rows = await inquiry.rows<{ signature: string }>(draft, signaturesSql(draft, plan));
  if (rows.length > 10_000)
    inquiry.warn(
      "FUNNEL_TIES",
      "Very many events share one instant; some ties are not settled in the person's favour.",
    );
  const names = rows.map(({ signature }) => signature).slice(0, 10_000);
  return {
    names,
    reach: names.flatMap((name) => reachOf(JSON.parse(name) as number[], plan.steps)),
  };
}

/** Outcomes of the people of one breakdown value, or of everybody. */
function partRows(draft: Draft, plan: FunnelPlan, point: PointOf<"funnel">, signatures: Signatures): string {
  const { breakdown } = plan.question;
  const isSplit = breakdown !== undefined && point.breakdown !== null;
  const outcomes = outcomesSql(draft, plan, { isSplit, signatures });
  if (!isSplit) return outcomes;
  const value = valueOfLabel(point.breakdown ?? "");
  if (value !== null) return `SELECT * FROM (${outcomes}) WHERE value = ${draft.text(value)}`;
  // "Other": the same ranking as the chart's.
  return `SELECT * FROM (SELECT *, dense_rank() OVER (ORDER BY entered DESC, value) AS place
  FROM (SELECT *, count() OVER (PARTITION BY value) AS entered FROM (${outcomes}))) WHERE place > ${draft.int(breakdown.limit)}`;
}

function trendBuckets(inquiry: Inquiry, plan: FunnelPlan, { trend }: Funnel): Buckets {
  if (!trend)
    throw new LeptonError("GROWTH_POINT_UNKNOWN", {
      problem: "The question has no trend to take a bucket from.",
      received: "a bucket",
      next: "Ask with `trend`, or leave the bucket out.",
      field: "point.bucket",
    });
  return inquiry.buckets(plan.span, trend);
}

/** Per person and entry bucket the furthest run that entered there. */
function entrySql(draft: Draft, plan: FunnelPlan, signatures: Signatures, buckets: Buckets): string {
  const time = `fromUnixTimestamp64Milli(toInt64(at[1]) + ${draft.int(plan.span.fromMs - 1)}, 'UTC')`;
  const runs = entryRunsSql(draft, plan, arraysSql(draft, plan, false), signatures);
  return `SELECT person_key, bucket, best.1 AS level, best.2 AS at, toUInt64(0) AS late
  FROM (SELECT person_key, ${bucketSql(draft, buckets, time)} AS bucket,
      argMax((level, at), (level, -toInt64(at[-1]), at[1])) AS best
    FROM (${runs}) GROUP BY person_key, bucket)`;
}

const entryRowsSql = (
  draft: Draft,
  plan: FunnelPlan,
  signatures: Signatures,
  buckets: Buckets,
  start: string,
) =>
  `SELECT * FROM (${entrySql(draft, plan, signatures, buckets)}) WHERE bucket = ${draft.int(bucketIndex(buckets, start))}`;

async function trendOf(
  inquiry: Inquiry,
  plan: FunnelPlan,
  interval: NonNullable<Funnel["trend"]>,
  signatures: Signatures,
): Promise<ResultOf<"funnel">["trend"]> {
  const buckets = inquiry.buckets(plan.span, interval);
  const draft = inquiry.draft();
  const rows = await inquiry.rows<{ bucket: number; entered: number; converted: number }>(
    draft,
    `SELECT bucket, toFloat64(count()) AS entered, toFloat64(countIf(level = ${plan.steps})) AS converted
FROM (${entrySql(draft, plan, signatures, buckets)}) GROUP BY bucket`,
  );
  const found = new Map(rows.map((row) => [row.bucket, row]));
  return buckets.list.map(({ start, complete }, i) => {
    const { entered, converted } = found.get(i) ?? { entered: 0, converted: 0 };
    // Whoever entered last may still convert: the bucket is final once its window has passed.
    const isOver = (buckets.starts[i + 1] ?? Number.POSITIVE_INFINITY) + plan.windowMs <= inquiry.facts.nowMs;
    return {
      start,
      complete: complete && isOver,
      entered,
      converted,
      rate: entered === 0 ? null : converted / entered,
    };
  });
}
