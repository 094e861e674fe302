import { type Estimate, unknownEstimate, wilson } from "@lepton/core";
import type { QuestionOf } from "../../schema/question.ts";
import type { ResultOf } from "../../schema/result.ts";
import type { Draft } from "../../sql/draft.ts";
import { bucketIndex, type Inquiry } from "../../sql/run.ts";
import { defineQuestion } from "../define.ts";
import { followedSql, type Horizon, horizonOf } from "./followed.ts";

type Retention = QuestionOf<"retention">;
type Row = ResultOf<"retention">["rows"][number];

/** People whose value is not among the largest. */
const other = "Other";

/**
 * Who came back: row i holds the people with a start in interval i, cell k those of them with a return in interval
 * i + k (or later). Rates are cell / row size; a row without people has null. Cells whose interval has not ended
 * are null. The average weighs rows by size over complete cells.
 * Limit: with `recurring` cohorts a person is in many rows, so the average's interval is narrower than it should be.
 */
export const retention = defineQuestion({
  kind: "retention",
  async answer(inquiry, question) {
    const horizon = await horizonOf(inquiry, question);
    const values = await largestValues(inquiry, question, horizon);
    const draft = inquiry.draft();
    const counted = await inquiry.rows<{ row: number; value: string; k: number; people: number }>(
      draft,
      `SELECT cohort_row AS row, ${keptSql(draft, question, values)} AS value,
  toInt32(arrayJoin(arrayConcat([0], back))) AS k, toFloat64(count()) AS people
FROM (${followedSql(draft, question, horizon)})
GROUP BY row, value, k`,
    );
    const cells = new Map(counted.map((c) => [`${c.row}|${c.k}|${c.value}`, c.people]));
    const labels =
      values === null ? [null] : [...values, ...(counted.some((c) => c.value === other) ? [other] : [])];
    const rows = [...new Set(labels)].flatMap((label) =>
      Array.from({ length: horizon.rows }, (_, i) =>
        rowOf(inquiry, question, horizon, i, label, (k) => cells.get(`${i}|${k}|${label ?? ""}`) ?? 0),
      ),
    );
    return {
      kind: "retention",
      periods: question.periods,
      rows,
      average: [...new Set(labels)].map((breakdown) => ({
        breakdown,
        rates: average(
          rows.filter((row) => row.breakdown === breakdown),
          question.periods,
        ),
      })),
    };
  },
  async people(inquiry, question, point) {
    const horizon = await horizonOf(inquiry, question);
    const row = bucketIndex(horizon.buckets, point.cohort);
    const draft = inquiry.draft();
    const conditions = [`cohort_row = ${draft.int(row)}`];
    if (point.period > 0 || point.outcome === "lost") {
      const has = point.period === 0 ? "true" : `has(back, ${draft.int(point.period)})`;
      conditions.push(point.outcome === "retained" ? has : `NOT ${has}`);
    }
    if (question.breakdown && point.breakdown !== null) {
      const values = await largestValues(inquiry, question, horizon);
      conditions.push(`${keptSql(draft, question, values)} = ${draft.text(point.breakdown)}`);
    }
    return {
      draft,
      text: `SELECT person_key FROM (${followedSql(draft, question, horizon)}) WHERE ${conditions.join(" AND ")}`,
    };
  },
});

/** The values with the most people, which have rows of their own; null without a breakdown. */
async function largestValues(
  inquiry: Inquiry,
  question: Retention,
  horizon: Horizon,
): Promise<string[] | null> {
  if (!question.breakdown) return null;
  const draft = inquiry.draft();
  const rows = await inquiry.rows<{ value: string }>(
    draft,
    `SELECT value FROM (${followedSql(draft, question, horizon)})
GROUP BY value ORDER BY uniqExact(person_key) DESC, value LIMIT ${draft.int(question.breakdown.limit)}`,
  );
  return rows.map(({ value }) => value);
}

function keptSql(draft: Draft, question: Retention, values: string[] | null): string {
  if (!question.breakdown || values === null) return "''";
  return `if(has(${draft.bind(values, "Array(String)")}, value), value, ${draft.text(other)})`;
}

function rowOf(
  inquiry: Inquiry,
  { periods }: Retention,
  { buckets }: Horizon,
  i: number,
  breakdown: string | null,
  people: (k: number) => number,
): Row {
  const hasEnded = (k: number) => {
    const end = buckets.starts[i + k + 1];
    return end !== undefined && end <= inquiry.facts.nowMs;
  };
  const size = people(0);
  const counts = Array.from({ length: periods + 1 }, (_, k) =>
    k === 0 ? size : hasEnded(k) ? people(k) : null,
  );
  return {
    cohort: { start: buckets.list[i]?.start ?? "", complete: hasEnded(0) },
    breakdown,
    size,
    counts,
    rates: counts.map((n) => (n === null || size === 0 ? null : n / size)),
  };
}

/** Σ cells / Σ sizes over the rows whose cell k is complete, with Wilson intervals. */
function average(rows: Row[], periods: number): Estimate[] {
  return Array.from({ length: periods + 1 }, (_, k) => {
    const complete = rows.filter((row) => row.counts[k] !== null && (k > 0 || row.cohort.complete));
    const size = complete.reduce((sum, row) => sum + row.size, 0);
    if (size === 0) return unknownEstimate();
    return wilson(
      complete.reduce((sum, row) => sum + (row.counts[k] ?? 0), 0),
      size,
    );
  });
}
