import type { QuestionOf } from "../../schema/question.ts";
import { bucketSql } from "../../sql/bucket.ts";
import { alignSpan, type Buckets, type Span } from "../../sql/range.ts";
import { bucketIndex, type Inquiry } from "../../sql/run.ts";
import { sourceSql } from "../../sql/source.ts";
import { flowCode, flowsSql } from "../accounting/flows.ts";
import { moneyOf, warnOfCurrencies } from "../accounting/money.ts";
import { accountedPeriods } from "../accounting/periods.ts";
import { defineQuestion } from "../define.ts";
import { concentration } from "./concentration.ts";
import { lifetimeValue } from "./lifetimeValue.ts";

type Revenue = QuestionOf<"revenue">;

/** A period's revenue brought to a month; a year has 365.25 days. */
const perMonth = { week: 365.25 / 12 / 7, month: 1, quarter: 1 / 3 } as const;

/**
 * Money by period: net revenue (refunds taken off), where it moved, payers, orders, revenue per active person (ARPU),
 * average order, lifetime value by cohort, and how few people hold it.
 * Flows and payers count people with a positive net; a person whose refunds outweigh their payments lowers `revenue` only.
 */
export const revenue = defineQuestion({
  kind: "revenue",
  async answer(inquiry, question) {
    const { span, buckets } = await periodsOf(inquiry, question);
    const accounted = await accountedPeriods(
      inquiry,
      (draft) => moneyOf(draft, question),
      buckets,
      span.toMs,
    );
    const sums = await sumsByPeriod(inquiry, question, span, buckets);
    const active = await activeByPeriod(inquiry, question, span, buckets);
    await warnOfCurrencies(inquiry, question, span);
    return {
      kind: "revenue",
      currency: inquiry.facts.context.currency,
      periods: accounted.map(({ bucket, flows, people }, i) => {
        const { net, gross, orders } = sums.get(i) ?? { net: 0, gross: 0, orders: 0 };
        const payers = people.new + people.retained + people.resurrected;
        const persons = active.get(i) ?? 0;
        return {
          ...bucket,
          ...flows,
          revenue: net,
          payers,
          orders,
          arpu: persons === 0 ? null : net / persons,
          arppu: payers === 0 ? null : net / payers,
          averageOrder: orders === 0 ? null : gross / orders,
          mrr: net * perMonth[question.interval],
        };
      }),
      ltv: await lifetimeValue(inquiry, question, span),
      concentration: await concentration(inquiry, question, span),
    };
  },
  async people(inquiry, question, point) {
    const { span, buckets } = await periodsOf(inquiry, question);
    const draft = inquiry.draft();
    const statuses =
      point.status === "paying" ? (["new", "retained", "resurrected"] as const) : [point.status];
    return {
      draft,
      text: `SELECT DISTINCT person_key FROM (${flowsSql(draft, moneyOf(draft, question), buckets, span.toMs)})
WHERE flow IN (${statuses.map((s) => flowCode(s)).join(", ")}) AND bucket = ${draft.int(bucketIndex(buckets, point.bucket))}`,
    };
  },
});

async function periodsOf(inquiry: Inquiry, { range, interval }: Revenue) {
  const span = alignSpan(await inquiry.span(range), interval, inquiry.facts);
  return { span, buckets: inquiry.buckets(span, interval) };
}

async function sumsByPeriod(inquiry: Inquiry, question: Revenue, span: Span, buckets: Buckets) {
  const draft = inquiry.draft();
  const { selector, amount, ...scope } = moneyOf(draft, question);
  const rows = await inquiry.rows<{ bucket: number; net: number; gross: number; orders: number }>(
    draft,
    `SELECT toInt32(bucket) AS bucket, sum(amount) AS net, sumIf(amount, amount > 0) AS gross, toFloat64(countIf(amount > 0)) AS orders
FROM (${sourceSql(draft, { span, selectors: [selector], ...scope }, { bucket: bucketSql(draft, buckets, "ts"), amount })})
GROUP BY bucket`,
  );
  return new Map(rows.map((row) => [row.bucket, row]));
}

/** People who did anything at all, the "users" of revenue per user. */
async function activeByPeriod(
  inquiry: Inquiry,
  { filter, excludeInternal }: Revenue,
  span: Span,
  buckets: Buckets,
) {
  const draft = inquiry.draft();
  const rows = await inquiry.rows<{ bucket: number; people: number }>(
    draft,
    `SELECT toInt32(bucket) AS bucket, toFloat64(uniqExact(person_key)) AS people
FROM (${sourceSql(draft, { span, selectors: [], filter, excludeInternal }, { bucket: bucketSql(draft, buckets, "ts") })})
GROUP BY bucket`,
  );
  return new Map(rows.map((row) => [row.bucket, row.people]));
}
