import { LeptonError, nearestName } from "@lepton/core";

/** What the values of a column are. */
export type ColumnKind = "number" | "category" | "text" | "boolean" | "date";

/** One named column. A missing value is NaN in numbers and dates, null elsewhere. */
export type Column = { readonly name: string } & (
  | { readonly kind: "number"; readonly values: Float64Array }
  /** Milliseconds since 1970-01-01 UTC. */
  | { readonly kind: "date"; readonly values: Float64Array }
  | { readonly kind: "category" | "text"; readonly values: readonly (string | null)[] }
  | { readonly kind: "boolean"; readonly values: readonly (boolean | null)[] }
);

/** Named columns of equal length. Plain data: nothing in it changes. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** A table of these columns. Errors: LEARN_COLUMN_LENGTHS, LEARN_COLUMN_NAMES. */
export function tableOf(columns: readonly Column[]): Table {
  const rows = columns[0]?.values.length ?? 0;
  const odd = columns.find((column) => column.values.length !== rows);
  if (odd)
    throw new LeptonError("LEARN_COLUMN_LENGTHS", {
      problem: `The columns of a table must be of equal length; ${columns[0]?.name} has ${rows} rows.`,
      received: `${odd.name} with ${odd.values.length} rows`,
      next: "Give one value per row in every column, NaN or null where it is missing.",
    });
  const names = new Set<string>();
  for (const { name } of columns) {
    if (names.has(name))
      throw new LeptonError("LEARN_COLUMN_NAMES", {
        problem: "Two columns have the same name.",
        received: name,
        next: "Rename one of them.",
      });
    names.add(name);
  }
  return { rows, columns };
}

/** The column of this name. Errors: LEARN_COLUMN_UNKNOWN, with the nearest name. */
export function columnNamed(table: Table, name: string): Column {
  const found = table.columns.find((column) => column.name === name);
  if (found) return found;
  const names = table.columns.map((column) => column.name);
  const near = nearestName(name, names);
  throw new LeptonError("LEARN_COLUMN_UNKNOWN", {
    problem: "The table has no column of this name.",
    received: name,
    next: near ? `Did you mean ${near}?` : `Use one of: ${names.slice(0, 20).join(", ")}.`,
    field: name,
  });
}

/** These rows of a table, in this order; a row may occur several times. */
export function takeTableRows(table: Table, rows: ArrayLike<number>): Table {
  return { rows: rows.length, columns: table.columns.map((column) => takeColumnRows(column, rows)) };
}

function takeColumnRows(column: Column, rows: ArrayLike<number>): Column {
  const { name, kind } = column;
  if (kind === "number" || kind === "date") {
    const values = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) values[i] = column.values[rows[i] as number] as number;
    return { name, kind, values };
  }
  const take = <T>(values: readonly T[]): T[] =>
    Array.from({ length: rows.length }, (_, i) => values[rows[i] as number] as T);
  return kind === "boolean"
    ? { name, kind, values: take(column.values) }
    : { name, kind, values: take(column.values) };
}

/** Rows `from` to before `to`; numbers are a view, not copied. */
export function sliceTable(table: Table, from: number, to: number): Table {
  const end = Math.min(to, table.rows);
  const columns = table.columns.map((column): Column => {
    const { name, kind } = column;
    if (kind === "number" || kind === "date")
      return { name, kind, values: column.values.subarray(from, end) };
    return kind === "boolean"
      ? { name, kind, values: column.values.slice(from, end) }
      : { name, kind, values: column.values.slice(from, end) };
  });
  return { rows: end - from, columns };
}

/** A table without the columns of these names. Names it does not have are ignored. */
export function withoutColumns(table: Table, names: Iterable<string>): Table {
  const gone = new Set(names);
  return { rows: table.rows, columns: table.columns.filter(({ name }) => !gone.has(name)) };
}

/** Whether row `i` of a column is missing. */
export function isMissing(column: Column, i: number): boolean {
  const value = column.values[i];
  return value === null || value === undefined || Number.isNaN(value);
}

/** A value as the text that names it as a level or class; null where it is missing. */
export function levelAt(column: Column, i: number): string | null {
  return isMissing(column, i) ? null : String(column.values[i]);
}
