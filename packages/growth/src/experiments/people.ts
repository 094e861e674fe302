import type { FilterGroup } from "../schema/filter.ts";
import type { EventSelector } from "../schema/question.ts";
import type { Draft } from "../sql/draft.ts";
import { jsonProperty } from "../sql/property.ts";
import type { Span } from "../sql/range.ts";
import type { Inquiry } from "../sql/run.ts";
import { sourceSql } from "../sql/source.ts";
import type { Moments } from "./moments.ts";
import type { ExperimentMetric } from "./schema.ts";

export const exposureEvent = "$experiment_exposure";
export const dayMs = 86_400_000;

/** Where people enter: the exposures of an experiment, or any event of history. */
export interface Entry {
  span: Span;
  selector: EventSelector;
  filter?: FilterGroup;
  /** SQL of the variant, in the scope of the events table. */
  variant(draft: Draft): string;
}

/** The exposures of one experiment. */
export const exposuresOf = (key: string, span: Span): Entry => ({
  span,
  selector: {
    event: exposureEvent,
    filter: {
      type: "group",
      op: "and",
      filters: [{ type: "property", on: "event", key: "$experiment", operator: "is", value: key }],
    },
  },
  variant: () => jsonProperty("properties", "$variant").text,
});

/** One row per person: first exposure, its variant, and how many variants they ever saw. */
function enteredSql(draft: Draft, { span, selector, filter, variant }: Entry): string {
  const source = sourceSql(
    draft,
    { span, selectors: [selector], ...(filter ? { filter } : {}), excludeInternal: true },
    { variant: variant(draft) },
  );
  return `SELECT person_key, min(ts) AS at, argMin(variant, ts) AS arm, uniqExact(variant) AS arms
  FROM (${source}) GROUP BY person_key`;
}

export interface Exposed {
  variant: string;
  people: number;
}

/** People by variant, those who saw one; and how many saw several. */
export async function exposedPeople(
  inquiry: Inquiry,
  entry: Entry,
): Promise<{ arms: Exposed[]; mixed: number }> {
  const draft = inquiry.draft();
  const rows = await inquiry.rows<{ variant: string; isOne: number; people: number }>(
    draft,
    `SELECT if(arms = 1, arm, '') AS variant, arms = 1 AS isOne, toFloat64(count()) AS people
FROM (${enteredSql(draft, entry)}) GROUP BY variant, isOne ORDER BY variant`,
  );
  const one = rows.filter(({ isOne }) => Number(isOne) === 1);
  return {
    arms: one.map(({ variant, people }) => ({ variant, people })),
    mixed: rows.filter(({ isOne }) => Number(isOne) !== 1).reduce((sum, { people }) => sum + people, 0),
  };
}

/** People who entered, by days since the entry's span began: [day, newcomers]. */
export async function arrivals(inquiry: Inquiry, entry: Entry): Promise<Map<number, number>> {
  const draft = inquiry.draft();
  const rows = await inquiry.rows<{ day: number; people: number }>(
    draft,
    `SELECT toFloat64(intDiv(toUnixTimestamp64Milli(at) - ${draft.int(entry.span.fromMs)}, ${dayMs})) AS day,
  toFloat64(count()) AS people FROM (${enteredSql(draft, entry)}) GROUP BY day ORDER BY day`,
  );
  return new Map(rows.map(({ day, people }) => [day, people]));
}

/**
 * Moments of a metric by variant, over people whose window has ended by `endMs`: y in [exposure, exposure + window),
 * x in [exposure − past, exposure). People without such an event count with 0.
 */
export async function metricMoments(
  inquiry: Inquiry,
  entry: Entry,
  metric: ExperimentMetric,
  endMs: number,
): Promise<Map<string, Moments>> {
  const draft = inquiry.draft();
  const window = draft.int(metric.windowDays * dayMs);
  const past = draft.int(metric.preDays * dayMs);
  const { event, filter } = metric;
  const outcomes = sourceSql(
    draft,
    {
      span: { fromMs: Math.max(0, entry.span.fromMs - metric.preDays * dayMs), toMs: endMs },
      selectors: [{ event, ...(filter ? { filter } : {}) }],
      // Being shown a variant is not something the person did.
      where: event === null ? [`event != ${draft.text(exposureEvent)}`] : [],
    },
    {
      amount:
        metric.kind === "sum"
          ? `ifNull(${jsonProperty("properties", metric.property ?? "").number}, 0)`
          : "1",
    },
  );
  // Milliseconds since exposure; negative before it. Whoever has no event is joined to the epoch, long before any past.
  const since = "(toUnixTimestamp64Milli(done.ts) - toUnixTimestamp64Milli(entered.at))";
  const sum = (condition: string) => `sumIf(done.amount, ${condition})`;
  const value = (condition: string) =>
    metric.kind === "conversion" ? `toFloat64(countIf(${condition}) > 0)` : `toFloat64(${sum(condition)})`;
  const rows = await inquiry.rows<{ arm: string } & Record<keyof Moments, number | null>>(
    draft,
    `SELECT arm, toFloat64(count()) AS n, avg(y) AS meanY, varSampStable(y) AS varY, avg(x) AS meanX,
  varSampStable(x) AS varX, covarSampStable(x, y) AS cov
FROM (
  SELECT entered.person_key AS person, any(entered.arm) AS arm,
    ${value(`${since} >= 0 AND ${since} < ${window}`)} AS y,
    ${value(`${since} < 0 AND ${since} >= -${past}`)} AS x
  FROM (${enteredSql(draft, entry)}) AS entered
  LEFT JOIN (${outcomes}) AS done ON entered.person_key = done.person_key
  WHERE entered.arms = 1 AND toUnixTimestamp64Milli(entered.at) + ${window} <= ${draft.int(endMs)}
  GROUP BY person)
GROUP BY arm ORDER BY arm`,
  );
  // Variances of one person are not numbers.
  return new Map(
    rows.map((row) => [
      row.arm,
      {
        n: row.n ?? 0,
        meanY: row.meanY ?? 0,
        varY: row.varY ?? 0,
        meanX: row.meanX ?? 0,
        varX: row.varX ?? 0,
        cov: row.cov ?? 0,
      },
    ]),
  );
}
