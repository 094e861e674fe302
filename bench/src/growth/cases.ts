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
  /** What PostgreSQL's answer holds beyond that: the bare ClickHouse query counts only. */
  oursWithTimes?(result: unknown): [string, number][];
}

const range = { from: "2026-01-01", to: "2026-03-31" };
/** Ends with a Sunday: cells of an unfinished week would be unknown. */
const wholeWeeks = { from: "2026-01-01", to: "2026-03-29" };
const windowMs = 14 * 86_400_000;
const [a, b, c, d] = funnelSteps;
const list = funnelSteps.map((step) => `'${step}'`).join(", ");
const end = new Date(firstMs + days * 86_400_000).toISOString().slice(0, 10);

const carried = "WINDOW w AS (PARTITION BY person ORDER BY ts, step ROWS UNBOUNDED PRECEDING)";

export const cases = (project: string): Case[] => [
  {
    name: "ordered 4-step funnel",
    question: { kind: "funnel", range, steps: funnelSteps.map((event) => ({ event })) },
    clickHouse: `SELECT toString(level) AS key, count() AS n FROM (
      SELECT windowFunnel(${windowMs})(toUInt64(toUnixTimestamp64Milli(ts)), event = '${a}', event = '${b}', event = '${c}', event = '${d}') AS level
      FROM events WHERE project = '${project}' AND event IN (${list}) AND ts >= '2026-01-01' AND ts < '${end}' GROUP BY distinct_key)
      WHERE level > 0 GROUP BY level`,
    // The latest entry that reached each step, carried along each person's events: one sort, window passes, then the times.
    postgres: `WITH steps AS (SELECT person, ts, array_position(ARRAY[${list}], event) AS step FROM events
        WHERE event IN (${list}) AND ts >= '2026-01-01' AND ts < '${end}'),
      one AS (SELECT *, max(CASE WHEN step = 1 THEN ts END) OVER w AS e1 FROM steps ${carried}),
      two AS (SELECT *, CASE WHEN step = 2 AND ts - e1 <= interval '14 days' THEN e1 END AS s2 FROM one),
      two_on AS (SELECT *, max(s2) OVER w AS e2 FROM two ${carried}),
      three AS (SELECT *, CASE WHEN step = 3 AND ts - e2 <= interval '14 days' THEN e2 END AS s3 FROM two_on),
      three_on AS (SELECT *, max(s3) OVER w AS e3 FROM three ${carried}),
      four AS (SELECT *, CASE WHEN step = 4 AND ts - e3 <= interval '14 days' THEN e3 END AS s4 FROM three_on),
      best AS (SELECT person, coalesce(min(s4), min(s3), min(s2), min(e1)) AS entry,
        CASE WHEN min(s4) IS NOT NULL THEN 4 WHEN min(s3) IS NOT NULL THEN 3 WHEN min(s2) IS NOT NULL THEN 2 ELSE 1 END AS level
        FROM four GROUP BY person HAVING min(e1) IS NOT NULL),
      timed AS (SELECT person, level, entry, min(ts) FILTER (WHERE s2 = entry) AS t2, min(ts) FILTER (WHERE s3 = entry) AS t3,
        min(ts) FILTER (WHERE s4 = entry) AS t4 FROM best JOIN four USING (person) GROUP BY person, level, entry),
      medians AS (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t2 - entry)) AS m2,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t3 - t2)) AS m3,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t4 - t3)) AS m4 FROM timed)
      SELECT level::text AS key, count(*) AS n FROM timed GROUP BY level UNION ALL
      SELECT 'median ' || step, round(1000 * seconds::numeric) FROM medians,
        LATERAL (VALUES (2, m2), (3, m3), (4, m4)) AS each (step, seconds) WHERE seconds IS NOT NULL`,
    oursWithTimes: (result) =>
      (result as { steps: { medianSeconds: number | null }[] }).steps.flatMap(
        ({ medianSeconds }, i): [string, number][] =>
          medianSeconds === null ? [] : [[`median ${i + 1}`, Math.round(medianSeconds * 1000)]],
      ),
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
    postgres: `SELECT (ts AT TIME ZONE 'UTC')::date || ' ' || (properties->>'country') AS key, count(*) AS n FROM events
      WHERE ts >= '2026-01-01' AND ts < '${end}' GROUP BY (ts AT TIME ZONE 'UTC')::date, properties->>'country'`,
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
