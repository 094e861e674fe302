import type { Draft } from "../sql/draft.ts";
import type { Inquiry } from "../sql/run.ts";
import { latestByBucketSql } from "./surveyEvents.ts";

/** People by their answer and the value of the breakdown. */
export interface Counted<Answer extends string = string> {
  answer: Answer;
  value: string;
  n: number;
  simulated: number;
}

/** The same in each bucket. */
export interface CountedInBucket<Answer extends string = string> extends Omit<Counted<Answer>, "simulated"> {
  bucket: number;
  /** Those of them that are the person's latest in the whole range. */
  last: number;
  lastSimulated: number;
}

/**
 * Counts the latest answers of people. `rows` are answers as sent, with `bucket`, `value` and what counts as the answer
 * in `column`.
 */
export async function countLatest<Answer extends string>(
  inquiry: Inquiry,
  draft: Draft,
  rows: string,
  column: "answer" | "level",
): Promise<CountedInBucket<Answer>[]> {
  return inquiry.rows<CountedInBucket<Answer>>(
    draft,
    `SELECT toInt32(bucket) AS bucket, ${column === "answer" ? "" : `${column} AS `}answer, value, toFloat64(count()) AS n,
  toFloat64(countIf(is_last)) AS last, toFloat64(countIf(is_last AND is_simulated)) AS lastSimulated
FROM (${latestByBucketSql(rows, [column, "value", "is_simulated"])})
GROUP BY bucket, answer, value`,
  );
}

/** Latest answers of the whole range. */
export function ofRange<Answer extends string>(rows: readonly CountedInBucket<Answer>[]): Counted<Answer>[] {
  return rows
    .filter(({ last }) => last > 0)
    .map(({ answer, value, last, lastSimulated }) => ({ answer, value, n: last, simulated: lastSimulated }));
}
