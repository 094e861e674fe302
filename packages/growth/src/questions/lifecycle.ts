import type { QuestionOf } from "../schema/question.ts";
import { bucketSql } from "../sql/bucket.ts";
import type { Draft } from "../sql/draft.ts";
import { addIntervals, alignSpan, type Buckets, type Span } from "../sql/range.ts";
import { bucketIndex, type Inquiry } from "../sql/run.ts";
import { sourceSql } from "../sql/source.ts";
import { defineQuestion } from "./define.ts";

type Lifecycle = QuestionOf<"lifecycle">;

interface Frame {
  span: Span;
  buckets: Buckets;
  /** Buckets with the interval before the range in front. */
  withBefore: Buckets;
}

async function frameOf(inquiry: Inquiry, { range, interval }: Lifecycle): Promise<Frame> {
  // Half an interval has no lifecycle: the range begins with a whole one.
  const span = alignSpan(await inquiry.span(range), interval, inquiry.facts);
  const before = {
    fromMs: Math.max(0, addIntervals(span.fromMs, interval, -1, inquiry.facts)),
    toMs: span.toMs,
  };
  return { span, buckets: inquiry.buckets(span, interval), withBefore: inquiry.buckets(before, interval) };
}

/**
 * One row per person, bucket and status. Per person the sorted active buckets, numbered from the one before the range:
 * a gap of one is returning, a larger one resurrecting, and the bucket after an active one without the person dormant.
 * Whether the first active bucket is new is decided by the whole history. People active only before the range are left
 * out: pushing a neighbour onto their empty list would make arrays of unequal length.
 */
function statusesSql(draft: Draft, question: Lifecycle, { withBefore }: Frame, toMs: number): string {
  const from = draft.instant(withBefore.starts[0] ?? 0);
  const source = sourceSql(draft, {
    span: { fromMs: 0, toMs },
    selectors: [question.on],
    filter: question.filter,
    excludeInternal: question.excludeInternal,
  });
  return `SELECT person_key, moment.1 - 1 AS bucket, moment.2 AS status FROM (
  SELECT person_key, arrayJoin(arrayConcat(
    arrayMap((b, before) -> (b, if(before = -2, if(first >= ${from}, 'new', 'resurrecting'), if(b - before = 1, 'returning', 'resurrecting'))),
      active, arrayPushFront(arrayPopBack(active), -2)),
    arrayMap(b -> (b + 1, 'dormant'), arrayFilter((b, next) -> next - b > 1, active, arrayPushBack(arrayPopFront(active), 1000000))))) AS moment
  FROM (SELECT person_key, min(ts) AS first,
      arraySort(groupUniqArrayIf(toInt32(${bucketSql(draft, withBefore, "ts")}), ts >= ${from})) AS active
    FROM (${source}) GROUP BY person_key HAVING notEmpty(active)))
WHERE bucket >= 0 AND bucket < ${draft.int(withBefore.list.length - 1)}`;
}

/**
 * Per interval: new (first activity ever), returning (active in the one before too), resurrecting (seen before, not in
 * the one before), dormant (active in the one before only; negative, booked at this one).
 * active = new + returning + resurrecting; active(p) = active(p-1) + new + resurrecting − |dormant|.
 */
export const lifecycle = defineQuestion<"lifecycle">({
  kind: "lifecycle",

  async answer(inquiry, question) {
    const frame = await frameOf(inquiry, question);
    const draft = inquiry.draft();
    const rows = await inquiry.rows<{ bucket: number; status: string; people: number }>(
      draft,
      `SELECT toInt32(bucket) AS bucket, status, toFloat64(count()) AS people
FROM (${statusesSql(draft, question, frame, frame.span.toMs)}) GROUP BY bucket, status`,
    );
    const counts = (status: string, sign = 1) =>
      frame.buckets.list.map((_, i) => {
        const people = rows.find((row) => row.bucket === i && row.status === status)?.people ?? 0;
        return people === 0 ? 0 : sign * people;
      });
    return {
      kind: "lifecycle",
      buckets: frame.buckets.list,
      new: counts("new"),
      returning: counts("returning"),
      resurrecting: counts("resurrecting"),
      dormant: counts("dormant", -1),
    };
  },

  async people(inquiry, question, point) {
    const frame = await frameOf(inquiry, question);
    const draft = inquiry.draft();
    return {
      draft,
      text: `SELECT person_key FROM (${statusesSql(draft, question, frame, frame.span.toMs)})
WHERE status = ${draft.text(point.status)} AND bucket = ${draft.int(bucketIndex(frame.buckets, point.bucket))}`,
    };
  },
});
