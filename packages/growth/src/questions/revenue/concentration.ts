import type { QuestionOf } from "../../schema/question.ts";
import type { ResultOf } from "../../schema/result.ts";
import type { Span } from "../../sql/range.ts";
import type { Inquiry } from "../../sql/run.ts";
import { sourceSql } from "../../sql/source.ts";
import { moneyOf } from "../accounting/money.ts";

/**
 * How few people hold the range's money: share of the largest 1 % and 10 % of payers (at least one person), and the
 * Gini coefficient Σ (2i − n − 1)·xᵢ / (n·Σx). In SQL, as payers may be millions; `gini` of core is the reference.
 */
export async function concentration(
  inquiry: Inquiry,
  question: QuestionOf<"revenue">,
  span: Span,
): Promise<ResultOf<"revenue">["concentration"]> {
  const draft = inquiry.draft();
  const { selector, amount, ...scope } = moneyOf(draft, question);
  const [row] = await inquiry.rows<{ payers: number; top1: number; top10: number; gini: number }>(
    draft,
    `SELECT toFloat64(any(n)) AS payers, sumIf(x, i > n - greatest(1, ceil(n * 0.01))) / sum(x) AS top1,
  sumIf(x, i > n - greatest(1, ceil(n * 0.1))) / sum(x) AS top10,
  sum((2 * toFloat64(i) - n - 1) * x) / (any(n) * sum(x)) AS gini
FROM (
  SELECT x, row_number() OVER (ORDER BY x) AS i, toFloat64(count() OVER ()) AS n
  FROM (
    SELECT sum(amount) AS x FROM (${sourceSql(draft, { span, selectors: [selector], ...scope }, { amount })})
    GROUP BY person_key HAVING x > 0
  )
)
HAVING count() > 0`,
  );
  if (!row) return { top1Share: null, top10Share: null, gini: null, payers: 0 };
  return { top1Share: row.top1, top10Share: row.top10, gini: row.gini, payers: row.payers };
}
