import type { QuestionOf } from "../../schema/question.ts";
import { bucketSql } from "../../sql/bucket.ts";
import type { Draft } from "../../sql/draft.ts";
import { eventProperty } from "../../sql/property.ts";
import { addIntervals, alignSpan, type Buckets, cutBuckets, type Span } from "../../sql/range.ts";
import type { Inquiry } from "../../sql/run.ts";
import { profileValuesSql, selectorSql, sourceSql } from "../../sql/source.ts";

type Retention = QuestionOf<"retention">;

/** Which intervals are rows, and how far people are followed. */
export interface Horizon {
  /** The rows' span, moved down to whole intervals. */
  span: Span;
  /** Rows first, then the intervals after them that cells reach into. */
  buckets: Buckets;
  rows: number;
  /** End of what is read. */
  endMs: number;
}

/**
 * Rows are the intervals of the range; cells may lie after it, up to now. "In that interval or later" looks at
 * everything later that is known.
 */
export async function horizonOf(
  inquiry: Inquiry,
  { range, interval, periods, mode }: Retention,
): Promise<Horizon> {
  const clock = inquiry.facts;
  const span = alignSpan(await inquiry.span(range), interval, clock);
  const rows = cutBuckets(span, interval, clock).list.length;
  const reach = addIntervals(span.fromMs, interval, rows + periods, clock);
  const endMs = mode === "on" ? Math.min(clock.nowMs, reach) : clock.nowMs;
  return { span, buckets: cutBuckets({ fromMs: span.fromMs, toMs: endMs }, interval, clock), rows, endMs };
}

/**
 * One line per person and row: `person_key`, `cohort_row`, `value` (of the breakdown) and `back`, the periods ≥ 1 in
 * which the person came back. Chart and people list both read this.
 *
 * Intervals are gathered per person as the bits of one number while 64 hold them, else as an array: no join, no
 * DISTINCT, and no limit of 32 intervals as ClickHouse's own `retention()` has.
 */
export function followedSql(draft: Draft, question: Retention, horizon: Horizon): string {
  const { start, return: comeBack, cohorts, mode, minOccurrences, periods } = question;
  const { span, buckets, rows, endMs } = horizon;
  const from = draft.instant(span.fromMs);
  const isStart = selectorSql(draft, start);
  const isReturn = selectorSql(draft, comeBack);
  const same = isStart === isReturn;
  const first = cohorts === "first";
  const columns: Record<string, string> = {
    // Instants before the first row have no bucket; the condition beside leaves them out.
    bucket: first ? `greatest(${bucketSql(draft, buckets, "ts")}, 0)` : bucketSql(draft, buckets, "ts"),
    ...(same ? {} : { is_start: isStart, is_return: isReturn }),
    ...breakdownColumn(draft, question),
  };
  const events = sourceSql(
    draft,
    {
      // A first start is the first of all history; whoever came long ago is never a newcomer of the range.
      span: { fromMs: first ? 0 : span.fromMs, toMs: endMs },
      selectors: [start, comeBack],
      filter: question.filter,
      excludeInternal: question.excludeInternal,
      where: first && !same ? [`(ts >= ${from} OR (${isStart}))`] : [],
    },
    columns,
  );
  const returned = [...(same ? [] : ["is_return"]), ...(first ? [`ts >= ${from}`] : [])];
  const started = [
    ...(same ? [] : ["is_start"]),
    ...(endMs > span.toMs ? [`ts < ${draft.instant(span.toMs)}`] : []),
  ];
  const gather = (conditions: string[]) => gatherSql(buckets.list.length, conditions);
  const come = minOccurrences > 1 ? timesSql(draft, minOccurrences, returned) : gather(returned);
  const startValue =
    question.breakdown?.on === "person" || !question.breakdown
      ? []
      : [`argMin${same ? "(raw, ts)" : "If(raw, ts, is_start)"} AS raw_value`];
  const row = first
    ? [
        `min${same ? "(ts)" : "If(ts, is_start)"} AS first_start`,
        ...(same ? [] : ["max(is_start) AS has_start"]),
      ]
    : [`${gather(started)} AS starts`];
  const people = `SELECT person_key, ${[...row, ...startValue, `${come} AS came`].join(", ")}
  FROM (${events})
  GROUP BY person_key`;
  const rowSql = first
    ? `toInt32(${bucketSql(draft, buckets, "first_start")})`
    : `arrayJoin(arrayFilter(s -> s < ${rows}, starts))`;
  const inRows = first
    ? `\n  WHERE ${same ? "" : "has_start AND "}first_start >= ${from} AND first_start < ${draft.instant(span.toMs)}`
    : "";
  const back =
    mode === "on"
      ? `arrayFilter(k -> k >= 1 AND k <= ${periods}, arrayMap(b -> toInt32(b) - cohort_row, came))`
      : `range(1, least(if(empty(came), 0, toInt32(arrayMax(came)) - cohort_row), ${periods}) + 1)`;
  const joined =
    question.breakdown?.on === "person"
      ? `\n  LEFT ANY JOIN (${profileValuesSql(draft, question.breakdown.key)}) AS profile USING (person_key)`
      : "";
  const value = !question.breakdown
    ? "''"
    : question.breakdown.on === "person"
      ? "profile.value"
      : "raw_value";
  return `SELECT person_key, ${rowSql} AS cohort_row, ${value} AS value, ${back} AS back
  FROM (${people}) AS people${joined}${inRows}`;
}

/** Distinct intervals as an array, through a bit mask while they fit. */
function gatherSql(intervals: number, conditions: string[]): string {
  const when = conditions.length > 0 ? `, ${conditions.join(" AND ")}` : "";
  const suffix = when === "" ? "" : "If";
  return intervals <= 64
    ? `bitPositionsToArray(groupBitOr${suffix}(bitShiftLeft(toUInt64(1), bucket)${when}))`
    : `groupUniqArray${suffix}(toInt32(bucket)${when})`;
}

/** Intervals with at least so many return events. */
function timesSql(draft: Draft, times: number, conditions: string[]): string {
  const when =
    conditions.length > 0
      ? `If([toInt32(bucket)], [toUInt64(1)], ${conditions.join(" AND ")})`
      : "([toInt32(bucket)], [toUInt64(1)])";
  return `arrayFilter((b, n) -> n >= ${draft.int(times)}, sumMap${when}.1, sumMap${when}.2)`;
}

function breakdownColumn(draft: Draft, { breakdown }: Retention): Record<string, string> {
  if (!breakdown || breakdown.on === "person") return {};
  return { raw: eventProperty(draft, breakdown)?.text ?? "''" };
}
