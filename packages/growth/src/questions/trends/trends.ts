import { LeptonError } from "@lepton/core";
import type { QuestionOf } from "../../schema/question.ts";
import type { ResultOf } from "../../schema/result.ts";
import { labelOfValue, otherValues, splitSourceSql, valueOfLabel } from "../../sql/breakdown.ts";
import { addIntervals, type Buckets, type Span } from "../../sql/range.ts";
import { bucketIndex, type Inquiry } from "../../sql/run.ts";
import { defineQuestion } from "../define.ts";
import { parseFormula } from "./formula.ts";
import { type MeasureSql, measureSql } from "./measure.ts";
import { type Series, scopeOf, seriesSql, type TrendRow } from "./statement.ts";

type Trends = QuestionOf<"trends">;
type Line = ResultOf<"trends">["series"][number];
type Values = Pick<Line, "values" | "total">;

/** Lines of one series by part label; without a breakdown the label is null. */
type Parts = Map<string | null, Values>;

const letterOf = (index: number) => String.fromCharCode(65 + index);

/** Counts, people, sessions and statistics over time; several series, one breakdown, a formula, an earlier range. */
export const trends = defineQuestion<"trends">({
  kind: "trends",

  async answer(inquiry, question) {
    const span = await inquiry.span(question.range);
    const buckets = inquiry.buckets(span, question.interval);
    const formula =
      question.formula &&
      parseFormula(
        question.formula,
        question.series.map((_, i) => letterOf(i)),
      );
    const now = await linesOf(inquiry, question, span, buckets, null);
    const earlier = question.compare
      ? await linesOf(inquiry, question, ...earlierSpan(inquiry, question, span, buckets), now.top)
      : null;

    const names = [...new Set(now.series.flatMap((parts) => [...parts.keys()]))];
    const count = buckets.list.length;
    const lines = now.series.flatMap((parts, index): Line[] => {
      const series = question.series[index] as Series;
      const empty = measureSql(series.measure).empty;
      return names.map((name) => ({
        index,
        label: labelOfSeries(series),
        breakdown: name,
        ...(parts.get(name) ?? nothing(count, empty)),
        ...previousOf(earlier?.series[index]?.get(name), earlier !== null, count, empty),
      }));
    });
    if (formula)
      for (const name of names)
        lines.push(
          formulaLine(
            formula,
            question.formula ?? "",
            lines.filter((line) => line.breakdown === name),
          ),
        );
    const units = new Set(question.series.map((series) => measureSql(series.measure).unit));
    return {
      kind: "trends",
      buckets: buckets.list,
      series: lines,
      unit: formula || units.size !== 1 ? "" : ([...units][0] ?? ""),
    };
  },

  async people(inquiry, question, point) {
    const series = question.series[point.series];
    if (!series)
      throw new LeptonError("GROWTH_POINT_UNKNOWN", {
        problem: "The question has no series of this number.",
        received: String(point.series),
        next: "Count series from 0.",
        field: "point.series",
      });
    const span = await inquiry.span(question.range);
    const buckets = inquiry.buckets(span, question.interval);
    const index = bucketIndex(buckets, point.bucket);
    const within: Span = {
      fromMs: question.cumulative ? span.fromMs : Math.max(span.fromMs, buckets.starts[index] ?? 0),
      toMs: Math.min(span.toMs, buckets.starts[index + 1] ?? span.toMs),
    };
    let condition = (_draft: { bind(value: readonly string[], type: string): string }) => "true";
    if (question.breakdown && point.breakdown !== null) {
      const value = valueOfLabel(point.breakdown);
      // "Other" is whatever the chart's own ranking left out.
      const { top } = value === null ? await linesOf(inquiry, question, span, buckets, null) : { top: [] };
      condition = (draft) =>
        value === null
          ? `value NOT IN ${draft.bind(top ?? [], "Array(String)")}`
          : `value IN ${draft.bind([value], "Array(String)")}`;
    }
    const draft = inquiry.draft();
    const { columns } = measureSql(series.measure);
    const source = splitSourceSql(draft, scopeOf(question, series, within), columns, question.breakdown);
    return {
      draft,
      text: `SELECT DISTINCT person_key FROM (${source}) WHERE ${condition(draft)}`,
    };
  },
});

/** Every series over a span; the first one's largest values are kept in all. */
async function linesOf(
  inquiry: Inquiry,
  question: Trends,
  span: Span,
  buckets: Buckets,
  given: readonly string[] | null,
): Promise<{ series: Parts[]; top: readonly string[] | null }> {
  const one = async (series: Series, top: readonly string[] | null) => {
    const draft = inquiry.draft();
    const measure = measureSql(series.measure);
    const sql = seriesSql(draft, question, series, { span, buckets, top }, measure);
    return { rows: await inquiry.rows<TrendRow>(draft, sql), measure };
  };
  const [first, ...others] = question.series;
  if (!first) return { series: [], top: null };
  const { rows, measure } = await one(first, given);
  const top = question.breakdown
    ? (given ?? [...new Set(rows.filter((r) => !r.other).map((r) => r.part))])
    : null;
  const rest = await Promise.all(others.map((series) => one(series, top)));
  const fold = (read: { rows: TrendRow[]; measure: MeasureSql }) =>
    partsOf(question, read.rows, buckets.list.length, read.measure.empty);
  return { series: [fold({ rows, measure }), ...rest.map(fold)], top };
}

/** Rows of a statement as lines, largest total first and "Other" last. */
function partsOf(question: Trends, rows: readonly TrendRow[], count: number, empty: 0 | null): Parts {
  const parts: Parts = new Map();
  if (!question.breakdown) parts.set(null, nothing(count, empty));
  for (const row of rows) {
    const name = !question.breakdown ? null : row.other ? otherValues : labelOfValue(row.part);
    const line = parts.get(name) ?? nothing(count, empty);
    parts.set(name, line);
    if (row.isTotal) line.total = row.value;
    else if (row.bucket < count) line.values[row.bucket] = row.value;
  }
  if (question.cumulative)
    for (const [name, line] of parts) parts.set(name, carried(line, rows, question, name, empty));
  return new Map(
    [...parts].sort(
      ([nameA, a], [nameB, b]) =>
        Number(nameA === otherValues) - Number(nameB === otherValues) ||
        (b.total ?? 0) - (a.total ?? 0) ||
        ((nameA ?? "") < (nameB ?? "") ? -1 : 1),
    ),
  );
}

/** A running value stands until the next event; its last is the total. */
function carried(
  { values }: Values,
  rows: readonly TrendRow[],
  question: Trends,
  name: string | null,
  empty: 0 | null,
): Values {
  const has = new Set(
    rows
      .filter((r) => (question.breakdown ? (r.other ? otherValues : labelOfValue(r.part)) : null) === name)
      .map((r) => r.bucket),
  );
  let last: number | null = empty;
  const running = values.map((value, i) => {
    if (has.has(i)) last = value;
    return last;
  });
  return { values: running, total: last };
}

const nothing = (count: number, empty: 0 | null): Values => ({
  values: Array.from({ length: count }, () => empty),
  total: empty,
});

function previousOf(
  line: Values | undefined,
  isCompared: boolean,
  count: number,
  empty: 0 | null,
): Partial<Line> {
  if (!isCompared) return {};
  const { values, total } = line ?? nothing(count, empty);
  return { previous: Array.from({ length: count }, (_, i) => values[i] ?? empty), previousTotal: total };
}

/**
 * The earlier range has as many buckets, moved by whole intervals, so that a running bucket is compared with the same
 * part of the earlier one. A year before in weeks is 52 weeks, to keep weekdays together.
 */
function earlierSpan(inquiry: Inquiry, question: Trends, span: Span, buckets: Buckets): [Span, Buckets] {
  const { interval, compare } = question;
  const move = (ms: number) => {
    if (compare === "previous") return addIntervals(ms, interval, -buckets.list.length, inquiry.facts);
    return interval === "week"
      ? addIntervals(ms, "week", -52, inquiry.facts)
      : addIntervals(ms, "year", -1, inquiry.facts);
  };
  const earlier = { fromMs: Math.max(0, move(span.fromMs)), toMs: Math.max(1, move(span.toMs)) };
  return [earlier, inquiry.buckets(earlier, interval)];
}

function formulaLine(formula: ReturnType<typeof parseFormula>, label: string, lines: readonly Line[]): Line {
  const at = (pick: (line: Line) => number | null | undefined) =>
    formula(Object.fromEntries(lines.map((line) => [letterOf(line.index), pick(line) ?? null])));
  const [first] = lines;
  const line: Line = {
    index: -1,
    label,
    breakdown: first?.breakdown ?? null,
    values: (first?.values ?? []).map((_, i) => at((one) => one.values[i])),
    total: at((one) => one.total),
  };
  if (first?.previous) {
    line.previous = first.previous.map((_, i) => at((one) => one.previous?.[i]));
    line.previousTotal = at((one) => one.previousTotal);
  }
  return line;
}

function labelOfSeries({ label, event }: Series): string {
  return label ?? event ?? "Any event";
}
