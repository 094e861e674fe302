import type { QuestionInput } from "@lepton/growth";
import { countries, days, firstMs, funnelSteps } from "./data.ts";

/** One question, and the same answer by hand in both engines. `answer` brings any of them to the same sorted text. */
export interface Case {
  name: string;
  question: QuestionInput;
  clickHouse: string;
  postgres: string;
  /** `[key, count]` pairs of our result. */
  ours(result: unknown): [string, number][];
}

const range = { from: "2026-01-01", to: "2026-03-31" };
/** Ends with a Sunday: cells of an unfinished week would be unknown. */
const wholeWeeks = { from: "2026-01-01", to: "2026-03-29" };
const windowMs = 14 * 86_400_000;
const [a, b, c, d] = funnelSteps;
const list = funnelSteps.map((step) => `'${step}'`).join(", ");
const end = new Date(firstMs + days * 86_400_000).toISOString().slice(0, 10);

export const cases = (project: string): Case[] => [
  {
    name: "ordered 4-step funnel",
    question: { kind: "funnel", range, steps: funnelSteps.map((event) => ({ event })) },
    clickHouse: `SELECT toString(level) AS key, count() AS n FROM (
      SELECT windowFunnel(${windowMs})(toUInt64(toUnixTimestamp64Milli(ts)), event = '${a}', event = '${b}', event = '${c}', event = '${d}') AS level
      FROM events WHERE project = '${project}' AND event IN (${list}) AND ts >= '2026-01-01' AND ts < '${end}' GROUP BY distinct_key)
      WHERE level > 0 GROUP BY level`,
    // The latest entry that reached each step, carried along each person's events: one sort, four window passes.
    postgres: `WITH steps AS (SELECT person, ts, array_position(ARRAY[${list}], event) AS step FROM events
        WHERE event IN (${list}) AND ts >= '2026-01-01' AND ts < '${end}'),
      one AS (SELECT *, max(CASE WHEN step = 1 THEN ts END) OVER w AS e1 FROM steps WINDOW w AS (PARTITION BY person ORDER BY ts, step ROWS UNBOUNDED PRECEDING)),
      two AS (SELECT *, max(CASE WHEN step = 2 AND ts - e1 <= interval '14 days' THEN e1 END) OVER w AS e2 FROM one WINDOW w AS (PARTITION BY person ORDER BY ts, step ROWS UNBOUNDED PRECEDING)),
      three AS (SELECT *, max(CASE WHEN step = 3 AND ts - e2 <= interval '14 days' THEN e2 END) OVER w AS e3 FROM two WINDOW w AS (PARTITION BY person ORDER BY ts, step ROWS UNBOUNDED PRECEDING)),
      reached AS (SELECT person, CASE WHEN bool_or(step = 4 AND ts - e3 <= interval '14 days') THEN 4 WHEN max(e3) IS NOT NULL THEN 3
        WHEN max(e2) IS NOT NULL THEN 2 WHEN max(e1) IS NOT NULL THEN 1 ELSE 0 END AS level FROM three GROUP BY person)
      SELECT level::text AS key, count(*) AS n FROM reached WHERE level > 0 GROUP BY level`,
    ours: (result) => {
      const { steps } = result as { steps: { count: number }[] };
      return steps
        .map(({ count }, i): [string, number] => [String(i + 1), count - (steps[i + 1]?.count ?? 0)])
        .filter(([, n]) => n > 0);
    },
  },
  {
    name: "weekly retention",
    question: { kind: "retention", range: wholeWeeks, interval: "week", cohorts: "first", periods: 12 },
    clickHouse: `SELECT concat(toString(toDate('2025-12-29') + 7 * cohort), '+', toString(age)) AS key, count() AS n FROM (
      SELECT arrayMin(weeks) AS cohort, arrayJoin(arrayMap(w -> w - cohort, weeks)) AS age FROM (
        SELECT groupUniqArray(toUInt8(intDiv(toDate(ts, 'UTC') - toDate('2025-12-29'), 7))) AS weeks
        FROM events WHERE project = '${project}' AND ts >= '2026-01-01' AND ts < '2026-03-30' GROUP BY distinct_key)) GROUP BY cohort, age`,
    postgres: `WITH active AS (SELECT DISTINCT person, date_trunc('week', ts AT TIME ZONE 'UTC')::date AS week FROM events WHERE ts < '2026-03-30'),
      first AS (SELECT person, min(week) AS cohort FROM active GROUP BY person)
      SELECT cohort || '+' || (week - cohort) / 7 AS key, count(*) AS n FROM active JOIN first USING (person) GROUP BY cohort, week`,
    ours: (result) =>
      (result as { rows: { cohort: { start: string }; counts: (number | null)[] }[] }).rows.flatMap(
        ({ cohort, counts }) =>
          counts.flatMap((n, age): [string, number][] => (n ? [[`${cohort.start}+${age}`, n]] : [])),
      ),
  },
  {
    name: "90-day trend with breakdown",
    question: {
      kind: "trends",
      range,
      series: [{ event: null }],
      breakdown: { key: "country", limit: countries.length },
    },
    clickHouse: `SELECT concat(toString(toDate(ts, 'UTC')), ' ', toString(properties.country)) AS key, count() AS n FROM events
      WHERE project = '${project}' AND ts >= '2026-01-01' AND ts < '${end}' GROUP BY key`,
    postgres: `SELECT (ts AT TIME ZONE 'UTC')::date || ' ' || country AS key, count(*) AS n FROM events
      WHERE ts >= '2026-01-01' AND ts < '${end}' GROUP BY (ts AT TIME ZONE 'UTC')::date, country`,
    ours: (result) => {
      const { buckets, series } = result as {
        buckets: { start: string }[];
        series: { breakdown: string | null; values: (number | null)[] }[];
      };
      return series.flatMap(({ breakdown, values }) =>
        values.flatMap((n, i): [string, number][] => (n ? [[`${buckets[i]?.start} ${breakdown}`, n]] : [])),
      );
    },
  },
];
