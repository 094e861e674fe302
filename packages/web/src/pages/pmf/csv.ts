import { type Cell, toCsv } from "../../charts/csv.ts";
import type { PmfReport } from "./types.ts";

/** Header first. */
const table = ([columns = [], ...rows]: Cell[][]) => toCsv(columns.map(String), rows);

/** The whole report as tables one below the other: measures, their trends, personas, benefits, asks. */
export function csvOf(report: PmfReport): string {
  const { measures, segments } = report;
  const tables = [
    table([
      [
        "measure",
        "value",
        "low",
        "high",
        "level",
        "n",
        "unit",
        "threshold",
        "verdict",
        "have",
        "need",
        "simulated",
      ],
      ...measures.map(({ id, value, unit, threshold, verdict, have, need, simulated }) => [
        id,
        value.value,
        value.low,
        value.high,
        value.level,
        value.n,
        unit,
        threshold.value,
        verdict,
        have,
        need,
        simulated ? "yes" : "no",
      ]),
    ]),
    table([
      ["measure", "period", "value", "complete"],
      ...measures.flatMap(({ id, trend }) =>
        trend.map(({ start, value, complete }) => [id, start, value, complete ? "yes" : "no"]),
      ),
    ]),
  ];
  if (segments) {
    tables.push(
      table([
        ["persona", "very", "somewhat", "not", "share very", "low", "high", "kept"],
        ...segments.personas.map(({ persona, very, somewhat, not, score, kept }) => [
          persona,
          very,
          somewhat,
          not,
          score.value,
          score.low,
          score.high,
          kept ? "yes" : "no",
        ]),
      ]),
      table([
        ["theme", "of", "people"],
        ...segments.benefits.map(({ theme, count }) => [theme, "benefit", count]),
        ...segments.blockers.map(({ theme, count }) => [theme, "ask", count]),
      ]),
    );
  }
  return tables.join("\r\n");
}
