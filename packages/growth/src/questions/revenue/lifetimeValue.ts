import type { QuestionOf } from "../../schema/question.ts";
import type { ResultOf } from "../../schema/result.ts";
import { addIntervals, type Span } from "../../sql/range.ts";
import type { Inquiry } from "../../sql/run.ts";
import { netSql } from "../accounting/flows.ts";
import { moneyOf } from "../accounting/money.ts";

type Ltv = ResultOf<"revenue">["ltv"];

/**
 * Cumulative net revenue per initial payer: cohort i is the people whose first paying period ever is i, value k their
 * money of periods i … i + k over the cohort's size. Periods that have not ended are null.
 */
export async function lifetimeValue(
  inquiry: Inquiry,
  question: QuestionOf<"revenue">,
  span: Span,
): Promise<Ltv> {
  const { interval, ltvPeriods } = question;
  const { nowMs } = inquiry.facts;
  const cohorts = inquiry.buckets(span, interval).list;
  const reach = addIntervals(span.fromMs, interval, cohorts.length + ltvPeriods, inquiry.facts);
  const endMs = Math.min(nowMs, reach);
  const buckets = inquiry.buckets({ fromMs: span.fromMs, toMs: endMs }, interval);
  const draft = inquiry.draft();
  const rows = await inquiry.rows<{ cohort: number; k: number; net: number; size: number }>(
    draft,
    `SELECT cohort, toInt32(periods.1) AS k, sum(periods.2) AS net, toFloat64(countIf(periods.1 = 0)) AS size
FROM (
  SELECT minIf(bucket, net > 0) AS cohort, arrayJoin(arrayMap(p -> (p.1 - cohort, p.2), groupArray((bucket, net)))) AS periods
  FROM (${netSql(draft, moneyOf(draft, question), buckets, endMs)})
  GROUP BY person_key
  HAVING countIf(net > 0) > 0 AND cohort >= 0 AND cohort < ${draft.int(cohorts.length)}
)
WHERE periods.1 >= 0 AND periods.1 < ${draft.int(ltvPeriods)}
GROUP BY cohort, k`,
  );
  const cells = new Map(rows.map((row) => [`${row.cohort}|${row.k}`, row]));
  return cohorts.map((cohort, i) => {
    const size = cells.get(`${i}|0`)?.size ?? 0;
    let sum = 0;
    const values = Array.from({ length: ltvPeriods }, (_, k) => {
      sum += cells.get(`${i}|${k}`)?.net ?? 0;
      const end = buckets.starts[i + k + 1];
      return size > 0 && end !== undefined && end <= nowMs ? sum / size : null;
    });
    return { cohort, size, values };
  });
}
