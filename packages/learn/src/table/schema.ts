import { type Column, type ColumnKind, columnNamed, isMissing, levelAt, type Table } from "./table.ts";

/** What a column is for a model: its kind, or an id, which names the row and tells nothing that holds for others. */
export type ColumnRole = ColumnKind | "id";

export interface ColumnSchema {
  name: string;
  role: ColumnRole;
  /** Why this role, in a sentence. */
  reason: string;
  /** Share of rows that are missing, in [0, 1]. */
  missing: number;
  /** How many different values occur. */
  distinct: number;
}
export interface Schema {
  rows: number;
  columns: ColumnSchema[];
}
export interface SchemaOptions {
  /** Roles that a person knows better. */
  roles?: Readonly<Record<string, ColumnRole>>;
}

/** Below this many rows "all values differ" tells nothing. */
const idRows = 20;
/** Fewer different whole numbers may well lie close together by chance. */
const counterRows = 50;
const idName = /(^|[\s_-])(id|uuid|guid|key|index|nr|no)$|[a-z](ID|Id)$|^(id|uuid|guid|udi|pid)$/i;

/**
 * Roles of the columns, with the reason of each. An id is a column of (nearly) as many values as rows that is called
 * like one, is text without blanks, or counts the rows. Errors: LEARN_COLUMN_UNKNOWN for a role of no column.
 */
export function inferSchema(table: Table, { roles = {} }: SchemaOptions = {}): Schema {
  for (const name of Object.keys(roles)) columnNamed(table, name);
  const columns = table.columns.map((column): ColumnSchema => {
    const levels = new Set<string | number | boolean | null>();
    let missing = 0;
    for (let i = 0; i < table.rows; i++)
      if (isMissing(column, i)) missing++;
      else levels.add(column.values[i] as string | number | boolean);
    const distinct = levels.size;
    const given = table.rows - missing;
    const told = roles[column.name];
    const [role, reason] = told ? [told, "Set by hand."] : roleOf(column, given, distinct);
    return {
      name: column.name,
      role,
      reason,
      missing: table.rows === 0 ? 0 : missing / table.rows,
      distinct,
    };
  });
  return { rows: table.rows, columns };
}

function roleOf(column: Column, given: number, distinct: number): [ColumnRole, string] {
  const { kind, name } = column;
  const nearlyAll = given >= idRows && distinct >= 0.95 * given;
  if (nearlyAll && kind === "category") {
    if (idName.test(name)) return ["id", `${distinct} values in ${given} rows, and it is called an id.`];
    if (isUnbroken(column))
      return ["id", `${distinct} values in ${given} rows, single words: it names the row.`];
  }
  if (nearlyAll && kind === "number" && distinct === given && isWhole(column)) {
    if (idName.test(name)) return ["id", "Whole numbers that never repeat, and it is called an id."];
    if (countsRows(column, given)) return ["id", "It counts the rows."];
  }
  const reasons: Record<ColumnKind, string> = {
    number: given === 0 ? "No value is given." : "Every value is a number.",
    category: `${distinct} different texts.`,
    text: "Texts of several words.",
    boolean: "Yes or no.",
    date: "Every value is a date.",
  };
  return [kind, reasons[kind]];
}

function isUnbroken(column: Column): boolean {
  for (let i = 0; i < column.values.length; i++) if (/\s/.test(levelAt(column, i) ?? "")) return false;
  return true;
}
function isWhole(column: Column): boolean {
  for (const value of column.values)
    if (typeof value === "number" && !Number.isNaN(value) && !Number.isInteger(value)) return false;
  return true;
}
/** All values differ and lie closer together than twice the rows, as a counter's do, also in a sample of its rows. */
function countsRows(column: Column, given: number): boolean {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of column.values as Float64Array) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return given >= counterRows && high - low < 2 * given;
}
