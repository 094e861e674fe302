import { type QuestionResult, tablesOf, toCsv } from "@lepton/growth";
import Table from "cli-table3";

export type Format = "table" | "json" | "csv";

/** Numbers as people read them: at most four significant decimals, grouped by thousands. */
export function readable(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number")
    return value.toLocaleString("en-US", { maximumFractionDigits: Math.abs(value) < 10 ? 4 : 1 });
  if (typeof value === "object") return JSON.stringify(value);
  return String(value);
}

/** A terminal table; wide ones keep every column, since cutting silently would mislead. */
export function drawTable(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const plain = { top: "", "top-mid": "", "top-left": "", "top-right": "", bottom: "", "bottom-mid": "" };
  const table = new Table({
    head: [...columns],
    style: { head: process.stdout.isTTY ? ["bold"] : [], border: [], compact: true },
    chars: {
      ...plain,
      "bottom-left": "",
      "bottom-right": "",
      left: "",
      "left-mid": "",
      mid: "─",
      "mid-mid": "─",
      right: "",
      "right-mid": "",
      middle: "  ",
    },
  });
  for (const row of rows) table.push(row.map(readable));
  return table.toString();
}

/** A result in the format asked for. CSV gives the main table only, so that it stays one file. */
export function printResult(result: QuestionResult, format: Format): string {
  if (format === "json") return `${JSON.stringify(result, null, 2)}\n`;
  const tables = tablesOf(result);
  if (format === "csv") return tables[0] ? toCsv(tables[0]) : "";
  return `${tables.map(({ name, columns, rows }) => `${name}\n${drawTable(columns, rows)}`).join("\n\n")}\n`;
}
