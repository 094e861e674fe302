import type { QuestionOf } from "../../schema/question.ts";
import type { Draft } from "../../sql/draft.ts";
import { alignSpan } from "../../sql/range.ts";
import { bucketIndex, type Inquiry } from "../../sql/run.ts";
import { defineQuestion } from "../define.ts";
import { flowCode, flowsSql, type Valued } from "./flows.ts";
import { moneyOf, warnOfCurrencies } from "./money.ts";
import { accountedPeriods, ratios } from "./periods.ts";

type GrowthAccounting = QuestionOf<"growthAccounting">;

/**
 * Where growth comes from: v(t) = v(t−1) + new + resurrected + expansion − contraction − churned, in people or money.
 * Limit: in a running period those who have not come yet count as churned; it is marked incomplete.
 */
export const growthAccounting = defineQuestion({
  kind: "growthAccounting",
  async answer(inquiry, question) {
    const { span, buckets } = await periodsOf(inquiry, question);
    const periods = await accountedPeriods(inquiry, (draft) => valuedOf(draft, question), buckets, span.toMs);
    if (question.of.type === "revenue")
      await warnOfCurrencies(inquiry, { ...question, source: question.of.source }, span);
    return {
      kind: "growthAccounting",
      of: question.of.type,
      periods: periods.map(({ bucket, flows }) => ({ ...bucket, ...flows, ...ratios(flows) })),
    };
  },
  async people(inquiry, question, point) {
    const { span, buckets } = await periodsOf(inquiry, question);
    const draft = inquiry.draft();
    return {
      draft,
      text: `SELECT DISTINCT person_key FROM (${flowsSql(draft, valuedOf(draft, question), buckets, span.toMs)})
WHERE flow = ${flowCode(point.status)} AND bucket = ${draft.int(bucketIndex(buckets, point.bucket))}`,
    };
  },
});

async function periodsOf(inquiry: Inquiry, { range, interval }: GrowthAccounting) {
  const span = alignSpan(await inquiry.span(range), interval, inquiry.facts);
  return { span, buckets: inquiry.buckets(span, interval) };
}

function valuedOf(draft: Draft, question: GrowthAccounting): Valued {
  const { of, filter, excludeInternal } = question;
  return of.type === "people"
    ? { selector: of.on, filter, excludeInternal }
    : moneyOf(draft, { source: of.source, filter, excludeInternal });
}
