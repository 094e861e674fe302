import type { QuestionOf } from "../../schema/question.ts";
import { splitSourceSql } from "../../sql/breakdown.ts";
import { bucketSql } from "../../sql/bucket.ts";
import type { Draft } from "../../sql/draft.ts";
import type { Buckets, Span } from "../../sql/range.ts";
import type { SourceScope } from "../../sql/source.ts";
import { type MeasureSql, mergedStatesOf, numberOf, statesOf } from "./measure.ts";

type Trends = QuestionOf<"trends">;
export type Series = Trends["series"][number];

export const scopeOf = (question: Trends, series: Series, span: Span): SourceScope => ({
  span,
  selectors: [series],
  filter: question.filter,
  excludeInternal: question.excludeInternal,
});

export interface TrendRow {
  part: string;
  other: boolean;
  isTotal: boolean;
  bucket: number;
  value: number | null;
}

/**
 * One series in one pass over the events: cells (value, bucket) of aggregate states, values ranked on the whole range
 * (or given by the first series), the rest folded into "Other", then buckets and totals merged from the cells.
 */
export function seriesSql(
  draft: Draft,
  question: Trends,
  series: Series,
  { span, buckets, top }: { span: Span; buckets: Buckets; top: readonly string[] | null },
  measure: MeasureSql,
): string {
  const source = splitSourceSql(draft, scopeOf(question, series, span), measure.columns, question.breakdown);
  const cells = `SELECT value, ${bucketSql(draft, buckets, "ts")} AS bucket, ${statesOf(measure)}
  FROM (${source}) GROUP BY value, bucket`;
  const parts = !question.breakdown
    ? `SELECT *, '' AS part, false AS other FROM (${cells})`
    : top
      ? `SELECT *, value NOT IN ${draft.bind(top, "Array(String)")} AS other, if(other, '', value) AS part FROM (${cells})`
      : `SELECT *, dense_rank() OVER (ORDER BY size DESC NULLS LAST, value) > ${draft.int(question.breakdown.limit)} AS other, if(other, '', value) AS part
  FROM (SELECT *, ${numberOf(measure, " OVER (PARTITION BY value)")} AS size FROM (${cells}))`;
  if (question.cumulative)
    return `SELECT part, other, false AS isTotal, bucket,
  ${numberOf(measure, " OVER (PARTITION BY part, other ORDER BY bucket ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)")} AS value
FROM (SELECT part, other, bucket, ${mergedStatesOf(measure)} FROM (${parts}) GROUP BY part, other, bucket)`;
  return `SELECT part, other, grouping(bucket) = 1 AS isTotal, bucket, ${numberOf(measure)} AS value
FROM (${parts}) GROUP BY GROUPING SETS ((part, other, bucket), (part, other))`;
}
