import type { Estimate } from "@lepton/core";
import type { QuestionResult, ResultOf } from "./schema/result.ts";

export type Cell = string | number | boolean | null;

/** A result laid out as rows, for terminals, CSV files and the table under a chart. Pure; no units are added. */
export interface Table {
  /** What the rows are, e.g. `steps`, `periods`. */
  name: string;
  columns: string[];
  rows: Cell[][];
}

const estimateColumns = (name: string) => [name, `${name} low`, `${name} high`, "n"];
const estimateCells = ({ value, low, high, n }: Estimate): Cell[] => [value, low, high, n];

/** Columns named by the keys that `pick` gives, one row per item. */
function table<T>(
  name: string,
  items: readonly T[],
  pick: (item: T) => Record<string, Cell>,
  columns?: string[],
): Table {
  const picked = items.map(pick);
  const names = columns ?? Object.keys(picked[0] ?? {});
  return { name, columns: names, rows: picked.map((row) => names.map((column) => row[column] ?? null)) };
}

type Layouts = { [K in QuestionResult["kind"]]: (result: ResultOf<K>) => Table[] };

const layouts: Layouts = {
  trends: ({ buckets, series }) => {
    const names = series.map(({ label, breakdown }) =>
      breakdown === null ? label : `${label} · ${breakdown}`,
    );
    const compared = series.flatMap(({ previous }, i) =>
      previous ? [{ name: `${names[i]} (before)`, values: previous }] : [],
    );
    const columns = [...series.map(({ values }, i) => ({ name: names[i] ?? "", values })), ...compared];
    return [
      {
        name: "buckets",
        columns: ["bucket", "complete", ...columns.map((column) => column.name)],
        rows: buckets.map((bucket, i) => [
          bucket.start,
          bucket.complete,
          ...columns.map(({ values }) => values[i] ?? null),
        ]),
      },
      table("totals", series, (one) => ({ series: one.label, breakdown: one.breakdown, total: one.total })),
    ];
  },
  funnel: ({ steps, breakdown, trend }) => {
    const row = (value: string | null) => (step: (typeof steps)[number], i: number) => ({
      breakdown: value,
      step: i + 1,
      name: step.label,
      people: step.count,
      "of previous": step.ofPrevious,
      "of first": step.ofFirst,
      low: step.interval.low,
      high: step.interval.high,
      "median seconds": step.medianSeconds,
    });
    const rows = [...steps.map(row(null)), ...breakdown.flatMap((part) => part.steps.map(row(part.value)))];
    const tables = [table("steps", rows, (one): Record<string, Cell> => one)];
    if (trend)
      tables.push(
        table("trend", trend, ({ start, complete, entered, converted, rate }) => ({
          bucket: start,
          complete,
          entered,
          converted,
          rate,
        })),
      );
    return tables;
  },
  retention: ({ periods, rows, average }) => {
    const ages = Array.from({ length: periods + 1 }, (_, i) => String(i));
    return [
      {
        name: "cohorts",
        columns: ["cohort", "breakdown", "size", ...ages],
        rows: rows.map(({ cohort, breakdown, size, counts }) => [
          cohort.start,
          breakdown,
          size,
          ...ages.map((_, i) => counts[i] ?? null),
        ]),
      },
      {
        name: "average",
        columns: ["breakdown", "period", ...estimateColumns("rate")],
        rows: average.flatMap(({ breakdown, rates }) =>
          rates.map((rate, i): Cell[] => [breakdown, i, ...estimateCells(rate)]),
        ),
      },
    ];
  },
  lifecycle: (result) => [
    {
      name: "buckets",
      columns: ["bucket", "complete", "new", "returning", "resurrecting", "dormant"],
      rows: result.buckets.map(({ start, complete }, i) => [
        start,
        complete,
        result.new[i] ?? null,
        result.returning[i] ?? null,
        result.resurrecting[i] ?? null,
        result.dormant[i] ?? null,
      ]),
    },
  ],
  stickiness: ({ people, days }) => [
    {
      name: "people",
      columns: ["active intervals", "people"],
      rows: people.map((count, i) => [i + 1, count]),
    },
    ...(days ? [table("days", days, (day): Record<string, Cell> => day)] : []),
  ],
  paths: ({ edges, top }) => [
    table("steps", edges, (edge): Record<string, Cell> => edge),
    {
      name: "paths",
      columns: ["path", "people"],
      rows: top.map(({ path, people }) => [path.join(" → "), people]),
    },
  ],
  revenue: ({ periods, ltv }) => [
    table("periods", periods, (period): Record<string, Cell> => period),
    {
      name: "value per cohort",
      columns: ["cohort", "size", ...(ltv[0]?.values ?? []).map((_, i) => String(i))],
      rows: ltv.map(({ cohort, size, values }) => [cohort.start, size, ...values]),
    },
  ],
  growthAccounting: ({ periods }) => [table("periods", periods, (period): Record<string, Cell> => period)],
  survey: ({ score, distribution, trend, breakdown }) => [
    { name: "score", columns: estimateColumns("score"), rows: [estimateCells(score)] },
    table("answers", distribution, (one): Record<string, Cell> => one),
    {
      name: "trend",
      columns: ["bucket", "complete", ...estimateColumns("score")],
      rows: trend.map((one) => [one.start, one.complete, ...estimateCells(one.score)]),
    },
    ...(breakdown.length > 0
      ? [
          {
            name: "breakdown",
            columns: ["value", ...estimateColumns("score")],
            rows: breakdown.map((one): Cell[] => [one.value, ...estimateCells(one.score)]),
          },
        ]
      : []),
  ],
  pmfScore: ({ score, threshold, verdict, answers, trend, breakdown }) => [
    {
      name: "score",
      columns: [...estimateColumns("score"), "threshold", "verdict"],
      rows: [[...estimateCells(score), threshold, verdict]],
    },
    { name: "answers", columns: ["answer", "people"], rows: Object.entries(answers) },
    {
      name: "trend",
      columns: ["bucket", "complete", "very", "somewhat", "not", ...estimateColumns("score")],
      rows: trend.map((one) => [
        one.start,
        one.complete,
        one.very,
        one.somewhat,
        one.not,
        ...estimateCells(one.score),
      ]),
    },
    ...(breakdown.length > 0
      ? [
          {
            name: "breakdown",
            columns: ["value", "very", "somewhat", "not", ...estimateColumns("score")],
            rows: breakdown.map((one): Cell[] => [
              one.value,
              one.very,
              one.somewhat,
              one.not,
              ...estimateCells(one.score),
            ]),
          },
        ]
      : []),
  ],
  pmfSegments: ({ personas, all, kept, crossFitted, benefits, blockers }) => [
    {
      name: "scores",
      columns: ["over", ...estimateColumns("score")],
      rows: [
        ["everybody", ...estimateCells(all)],
        ["kept personas", ...estimateCells(kept)],
        ["kept personas, cross-fitted", ...estimateCells(crossFitted)],
      ],
    },
    {
      name: "personas",
      columns: ["persona", "very", "somewhat", "not", "kept", ...estimateColumns("score")],
      rows: personas.map((one) => [
        one.persona,
        one.very,
        one.somewhat,
        one.not,
        one.kept,
        ...estimateCells(one.score),
      ]),
    },
    table("benefits", benefits, ({ theme, count }) => ({ theme, count })),
    table("blockers", blockers, ({ theme, count }) => ({ theme, count })),
  ],
  marketShare: ({ segments }) => [
    table(
      "periods",
      segments.flatMap(({ segment, unit, periods }) =>
        periods.map(({ sources: _, ...period }): Record<string, Cell> => ({ segment, unit, ...period })),
      ),
      (row) => row,
    ),
  ],
  pmfReport: ({ measures }) => [
    {
      name: "measures",
      columns: ["measure", ...estimateColumns("value"), "unit", "threshold", "verdict", "have", "need"],
      rows: measures.map((one) => [
        one.id,
        ...estimateCells(one.value),
        one.unit,
        one.threshold.value,
        one.verdict,
        one.have,
        one.need,
      ]),
    },
  ],
};

/** The tables of a result, main one first. */
export function tablesOf(result: QuestionResult): Table[] {
  // The kind picks its own layout; TypeScript cannot follow that link through a union.
  const layout = layouts[result.kind] as (result: QuestionResult) => Table[];
  return layout(result);
}

/** RFC 4180, with a guard against cells that a spreadsheet would run as formulas. */
export function toCsv({ columns, rows }: Table): string {
  const cell = (value: Cell): string => {
    if (value === null) return "";
    if (typeof value !== "string") return String(value);
    const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows]
    .map((row) => row.map(cell).join(","))
    .join("\r\n")
    .concat("\r\n");
}
