import type { Bucket } from "../../schema/time.ts";
import type { Buckets } from "../../sql/range.ts";
import type { Inquiry } from "../../sql/run.ts";
import { type FlowName, flowCode, flowNames, flowsSql, type Valued } from "./flows.ts";

/** Movements of one period, in people or money. */
export type Flows = Record<FlowName, number>;
export interface AccountedPeriod {
  bucket: Bucket;
  flows: Flows;
  /** People behind each movement. */
  people: Flows;
}

/** Movements of every period of the range, with none left out. */
export async function accountedPeriods(
  inquiry: Inquiry,
  valued: (draft: ReturnType<Inquiry["draft"]>) => Valued,
  buckets: Buckets,
  endMs: number,
): Promise<AccountedPeriod[]> {
  const draft = inquiry.draft();
  const rows = await inquiry.rows<{ flow: number; bucket: number; amount: number; people: number }>(
    draft,
    `SELECT flow, bucket, sum(amount) AS amount, toFloat64(count()) AS people
FROM (${flowsSql(draft, valued(draft), buckets, endMs)})
GROUP BY flow, bucket`,
  );
  const cells = new Map(rows.map((row) => [`${row.flow}|${row.bucket}`, row]));
  return buckets.list.map((bucket, i) => {
    const of = (column: "amount" | "people") =>
      Object.fromEntries(
        flowNames.map((name) => [name, cells.get(`${flowCode(name)}|${i}`)?.[column] ?? 0]),
      ) as Flows;
    return { bucket, flows: of("amount"), people: of("people") };
  });
}

/**
 * Ratios of a period. v(t−1) = retained + contraction + churned; gross retention = retained / v(t−1);
 * net retention = (retained + expansion) / v(t−1); net churn = (churned + contraction − resurrected − expansion) / v(t−1);
 * quick ratio = (new + resurrected + expansion) / (churned + contraction).
 * A denominator of 0 gives null: "no losses", or nothing there before.
 */
export function ratios(flows: Flows) {
  const before = flows.retained + flows.contraction + flows.churned;
  const lost = flows.churned + flows.contraction;
  const won = flows.new + flows.resurrected + flows.expansion;
  const of = (part: number, whole: number) => (whole > 0 ? part / whole : null);
  return {
    total: flows.new + flows.resurrected + flows.retained + flows.expansion,
    quickRatio: of(won, lost),
    grossRetention: of(flows.retained, before),
    netRetention: of(flows.retained + flows.expansion, before),
    netChurn: of(lost - flows.resurrected - flows.expansion, before),
  };
}
