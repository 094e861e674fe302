import { type Estimate, unknownEstimate, wilson } from "@lepton/core";
import type { QuestionOf } from "../../schema/question.ts";
import type { ResultOf } from "../../schema/result.ts";
import { labelOfValue, otherValues } from "../../sql/breakdown.ts";
import type { Draft } from "../../sql/draft.ts";
import { bucketIndex, type Inquiry } from "../../sql/run.ts";
import { labelSql } from "../../sql/topValues.ts";
import { defineQuestion } from "../define.ts";
import { followedSql, type Horizon, horizonOf } from "./followed.ts";

type Retention = QuestionOf<"retention">;
type Row = ResultOf<"retention">["rows"][number];

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
    const counted = await inquiry.rows<{ row: number; label: number; k: number; people: number }>(
      draft,
      `SELECT cohort_row AS row, ${labelIndexSql(draft, values)} AS label,
  toInt32(arrayJoin(arrayConcat([0], back))) AS k, toFloat64(count()) AS people
FROM (${followedSql(draft, question, horizon)})
GROUP BY row, label, k`,
    );
    const cells = new Map(counted.map((c) => [`${c.row}|${c.k}|${c.label}`, c.people]));
    const hasOther = counted.some((c) => c.label === 0);
    // Places from 1, as in SQL; 0 is the rest.
    const labels: [number, string | null][] =
      values === null
        ? [[0, null]]
        : [
            ...values.map((v, i): [number, string] => [i + 1, labelOfValue(v)]),
            ...(hasOther ? [[0, otherValues] as [number, string]] : []),
          ];
    const rows = labels.flatMap(([place, label]) =>
      Array.from({ length: horizon.rows }, (_, i) =>
        rowOf(inquiry, question, horizon, i, label, (k) => cells.get(`${i}|${k}|${place}`) ?? 0),
      ),
    );
    return {
      kind: "retention",
      periods: question.periods,
      rows,
      average: labels.map(([, breakdown]) => ({
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
      const labels = ((await largestValues(inquiry, question, horizon)) ?? []).map(labelOfValue);
      conditions.push(labelSql(draft, point.breakdown, labels));
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

/** Place of the row's value among the largest, from 1; 0: not among them, or no breakdown. */
function labelIndexSql(draft: Draft, values: string[] | null): string {
  return values === null ? "0" : `toInt32(indexOf(${draft.bind(values, "Array(String)")}, value))`;
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
