import { type Column, type ColumnKind, type Table, tableOf } from "./table.ts";

export interface TableFromOptions {
  /** Kinds of columns that are known; the others are told from their values. */
  kinds?: Readonly<Record<string, ColumnKind>>;
  /** Texts that stand for a missing value, blanks around them aside. Default "", NA, N/A, NaN, null, ?. */
  missing?: readonly string[];
}

/** A value as programs and files hold it. */
export type Cell = string | number | boolean | Date | bigint | null | undefined;
const missingTexts = ["", "NA", "N/A", "NaN", "null", "?"];

/**
 * A table from rows (`[{ age: 31, plan: "pro" }, …]`) or columns (`{ age: [31, …], plan: ["pro", …] }`).
 * Kinds: numbers and numeric texts are numbers, unless written with leading zeros (codes: "020"); ISO dates are dates;
 * true/false are booleans; long texts of several words are text; the rest are categories.
 * A row without a column's name has it missing. Errors: LEARN_COLUMN_LENGTHS.
 */
export function tableFrom(
  data: readonly Readonly<Record<string, Cell>>[] | Readonly<Record<string, ArrayLike<Cell>>>,
  { kinds = {}, missing = missingTexts }: TableFromOptions = {},
): Table {
  const gone = new Set(missing);
  const columns = Array.isArray(data)
    ? ofRows(data as readonly Readonly<Record<string, Cell>>[])
    : (data as Readonly<Record<string, ArrayLike<Cell>>>);
  return tableOf(
    Object.entries(columns).map(([name, cells]) => {
      const values = Array.from(cells, (cell) => present(cell, gone));
      return columnFrom(name, values, kinds[name] ?? kindOf(values));
    }),
  );
}

function ofRows(rows: readonly Readonly<Record<string, Cell>>[]): Record<string, Cell[]> {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  return Object.fromEntries([...names].map((name) => [name, rows.map((row) => row[name])]));
}

type Present = string | number | boolean | Date | null;
function present(cell: Cell, missing: ReadonlySet<string>): Present {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === "bigint") return Number(cell);
  if (typeof cell === "number") return Number.isFinite(cell) ? cell : null;
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? null : cell;
  if (typeof cell === "string") return missing.has(cell.trim()) ? null : cell.trim();
  return cell;
}

const numeric = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const code = /^0\d/;
const isoDate = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const isBooleanText = (text: string) => /^(true|false)$/i.test(text);
/** Mean words per value from which a column is text rather than categories. */
const textWords = 5;

function kindOf(values: readonly Present[]): ColumnKind {
  const given = values.filter((value) => value !== null);
  if (given.length === 0) return "number";
  const every = (is: (value: Exclude<Present, null>) => boolean) => given.every(is);
  if (every((v) => typeof v === "boolean" || (typeof v === "string" && isBooleanText(v)))) return "boolean";
  if (every((v) => typeof v === "number" || (typeof v === "string" && numeric.test(v) && !code.test(v))))
    return "number";
  if (every((v) => v instanceof Date || (typeof v === "string" && isoDate.test(v)))) return "date";
  const texts = given.map(String);
  const words = texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0) / texts.length;
  return words >= textWords && new Set(texts).size > texts.length / 2 ? "text" : "category";
}

function columnFrom(name: string, values: readonly Present[], kind: ColumnKind): Column {
  switch (kind) {
    case "number":
      return { name, kind, values: Float64Array.from(values, (v) => (v === null ? Number.NaN : Number(v))) };
    case "date":
      return { name, kind, values: Float64Array.from(values, milliseconds) };
    case "boolean":
      return {
        name,
        kind,
        values: values.map((v) =>
          v === null ? null : typeof v === "string" ? /^true$/i.test(v) : Boolean(v),
        ),
      };
    default:
      return {
        name,
        kind,
        values: values.map((v) => (v === null ? null : v instanceof Date ? v.toISOString() : String(v))),
      };
  }
}

/** A date without a zone is taken as UTC, so that the same file gives the same numbers everywhere. */
function milliseconds(value: Present): number {
  if (value === null) return Number.NaN;
  if (value instanceof Date) return value.getTime();
  if (typeof value !== "string") return Number(value);
  const hasZone = value.length > 10 && /(Z|[+-]\d{2}:?\d{2})$/.test(value);
  const text = value.length > 10 ? value.replace(" ", "T") : value;
  return Date.parse(hasZone || text.length === 10 ? text : `${text}Z`);
}
