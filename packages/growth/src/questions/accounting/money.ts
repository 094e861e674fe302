import type { QuestionOf } from "../../schema/question.ts";
import type { Draft } from "../../sql/draft.ts";
import { jsonProperty } from "../../sql/property.ts";
import type { Inquiry } from "../../sql/run.ts";
import { scopeSql } from "../../sql/source.ts";
import type { Valued } from "./flows.ts";

type Source = QuestionOf<"revenue">["source"];
interface Scope {
  source: Source;
  filter?: Valued["filter"];
  excludeInternal: boolean;
}

/**
 * Money of an event, read from a number or a numeric text; events without one are worth 0. Amounts in another currency than the
 * project's (property `currency`) are left out: no rate of the day is known, and unlike currencies do not add up.
 */
export function moneyOf(
  draft: Draft,
  { source, filter, excludeInternal }: Scope,
): Valued & { amount: string } {
  return {
    selector: { event: source.event, filter: source.filter },
    amount: `ifNull(${jsonProperty("properties", source.property).number}, 0.)`,
    filter,
    excludeInternal,
    where: [
      `upper(${jsonProperty("properties", "currency").text}) IN ('', upper(${draft.text(draft.facts.context.currency)}))`,
    ],
  };
}

/** Says how many payments in which currencies were left out. */
export async function warnOfCurrencies(
  inquiry: Inquiry,
  scope: Scope,
  span: { fromMs: number; toMs: number },
) {
  const draft = inquiry.draft();
  const currency = `upper(${jsonProperty("properties", "currency").text})`;
  const rows = await inquiry.rows<{ currency: string; n: string }>(
    draft,
    `SELECT ${currency} AS currency, count() AS n FROM events
WHERE ${scopeSql(draft, {
      span,
      selectors: [{ event: scope.source.event, filter: scope.source.filter }],
      filter: scope.filter,
      excludeInternal: scope.excludeInternal,
    })} AND currency NOT IN ('', upper(${draft.text(inquiry.facts.context.currency)}))
GROUP BY currency ORDER BY count() DESC LIMIT 5`,
  );
  if (rows.length === 0) return;
  inquiry.warn(
    "GROWTH_OTHER_CURRENCY",
    `Left out, not in ${inquiry.facts.context.currency}: ${rows.map((r) => `${r.n} events in ${r.currency}`).join(", ")}.`,
    {
      currency: inquiry.facts.context.currency,
      others: rows.map((r) => `${r.currency} × ${r.n}`).join(", "),
    },
  );
}
