import type { FilterGroup } from "../../schema/filter.ts";
import type { EventSelector } from "../../schema/question.ts";
import { bucketSql } from "../../sql/bucket.ts";
import type { Draft } from "../../sql/draft.ts";
import type { Buckets } from "../../sql/range.ts";
import { sourceSql } from "../../sql/source.ts";

/** How a person's value moved from one period to the next. */
export const flowNames = ["new", "retained", "expansion", "contraction", "churned", "resurrected"] as const;
export type FlowName = (typeof flowNames)[number];
/** What flows are written as in SQL: 1-based places in `flowNames`. */
export const flowCode = (name: FlowName): number => flowNames.indexOf(name) + 1;

/** Whose value is followed. */
export interface Valued {
  selector: EventSelector;
  /** Worth of an event, over the events table; absent: being active is worth 1. */
  amount?: string;
  filter?: FilterGroup;
  excludeInternal: boolean;
  where?: readonly string[];
}

/**
 * Net value per person and period over all history up to the range's end: `person_key`, `bucket` (negative before the
 * range), `net`. Refunds are netted here, before anybody asks whether the period was active.
 */
export function netSql(draft: Draft, valued: Valued, buckets: Buckets, endMs: number): string {
  const events = sourceSql(
    draft,
    {
      span: { fromMs: 0, toMs: endMs },
      selectors: [valued.selector],
      filter: valued.filter,
      excludeInternal: valued.excludeInternal,
      where: valued.where,
    },
    { bucket: bucketSql(draft, buckets, "ts"), ...(valued.amount ? { amount: valued.amount } : {}) },
  );
  return `SELECT person_key, toInt32(bucket) AS bucket, ${valued.amount ? "sum(amount)" : "toFloat64(1)"} AS net
  FROM (${events})
  GROUP BY person_key, bucket`;
}

/**
 * One line per movement: `person_key`, `flow` (a `flowCode`), `bucket`, `amount` > 0. Per entity value v, v₀ the period before:
 * new: v, never active before; resurrected: v, active before but v₀ = 0; retained: min(v₀, v); expansion: v − v₀;
 * contraction: v₀ − v; churned: v₀ where v = 0, booked in the period it is missing. Periods of net ≤ 0 are inactive.
 * Source: Hsu 2015 / Tribe Capital, "A quantitative approach to product–market fit".
 */
export function flowsSql(draft: Draft, valued: Valued, buckets: Buckets, endMs: number): string {
  const last = buckets.list.length - 1;
  const code = (name: FlowName) => `toUInt8(${flowCode(name)})`;
  const changed = valued.amount
    ? `,
      arrayMap((b, v, b0, v0) -> (if(v > v0, ${code("expansion")}, ${code("contraction")}), b, if(b0 = b - 1, abs(v - v0), 0.)), bs, vs, bs0, vs0)`
    : "";
  return `SELECT person_key, moved.1 AS flow, moved.2 AS bucket, moved.3 AS amount FROM (
    SELECT person_key,
      arraySort(groupArray((bucket, net))) AS active,
      arrayMap(a -> a.1, active) AS bs, arrayMap(a -> a.2, active) AS vs,
      arrayPushFront(arrayPopBack(bs), toInt32(-1000000)) AS bs0, arrayPushFront(arrayPopBack(vs), 0.) AS vs0,
      arrayPushBack(arrayPopFront(bs), toInt32(1000000)) AS bs1,
      arrayJoin(arrayFilter(m -> m.2 >= 0 AND m.2 <= ${draft.int(last)} AND m.3 > 0, arrayConcat(
        arrayMap((b, v, b0, v0) -> (multiIf(b0 = -1000000, ${code("new")}, b0 = b - 1, ${code("retained")}, ${code("resurrected")}), b, if(b0 = b - 1, least(v, v0), v)), bs, vs, bs0, vs0),
        arrayMap((b, v, b1) -> (${code("churned")}, toInt32(b + 1), if(b1 > b + 1, v, 0.)), bs, vs, bs1)${changed}))) AS moved
    FROM (${netSql(draft, valued, buckets, endMs)})
    WHERE net > 0
    GROUP BY person_key
  )`;
}
