import { LeptonError } from "@lepton/core";
import { type Column, columnNamed, isMissing, levelAt, type Table } from "../table/table.ts";

/** One machine's readings in the order of its cycles. */
export interface Unit {
  readonly id: string;
  /** Ascending, in any unit of use: cycles, hours, kilometres. */
  readonly cycles: Float64Array;
  /** [channels][readings]; NaN where missing. */
  readonly values: readonly Float64Array[];
  /** Whether it failed right after its last reading; otherwise it was still running. */
  readonly hasFailed: boolean;
}

/** Multivariate readings of machines. Plain data. */
export interface Readings {
  readonly channels: readonly string[];
  readonly units: readonly Unit[];
}

export interface ReadingsOptions {
  /** Column that names the machine. */
  unit: string;
  /** Column of the time in use; numbers or dates. */
  cycle: string;
  /** Column that is true for machines that ran to failure. Without it all did. */
  failed?: string;
  /** Columns of the channels. Default: all other columns of numbers. */
  channels?: readonly string[];
}

/**
 * Readings from a table with one row per machine and cycle, in any order.
 * Errors: LEARN_COLUMN_UNKNOWN, LEARN_COLUMN_KIND, LEARN_READINGS_EMPTY, LEARN_READINGS_CYCLE when a cycle is missing or
 * a machine has it twice, LEARN_READINGS_UNIT when a row names no machine.
 */
export function readingsFrom(table: Table, { unit, cycle, failed, channels }: ReadingsOptions): Readings {
  const [ids, at] = [columnNamed(table, unit), numeric(columnNamed(table, cycle))];
  const outcome = failed === undefined ? null : columnNamed(table, failed);
  const own = new Set([unit, cycle, failed]);
  const names =
    channels ??
    table.columns.filter(({ name, kind }) => kind === "number" && !own.has(name)).map(({ name }) => name);
  if (table.rows === 0 || names.length === 0)
    throw new LeptonError("LEARN_READINGS_EMPTY", {
      problem: "There are no readings to learn from.",
      received: `${table.rows} rows, ${names.length} channels`,
      next: "Give one row per machine and cycle, with at least one column of numbers.",
    });
  const columns = names.map((name) => numeric(columnNamed(table, name)));
  const rowsOf = new Map<string, number[]>();
  for (let i = 0; i < table.rows; i++) {
    const id = levelAt(ids, i);
    if (id === null) throw wrongUnit(unit, i);
    const rows = rowsOf.get(id);
    if (rows) rows.push(i);
    else rowsOf.set(id, [i]);
  }
  const units = [...rowsOf].map(([id, rows]): Unit => {
    rows.sort((a, b) => (at[a] as number) - (at[b] as number));
    const cycles = Float64Array.from(rows, (row) => at[row] as number);
    checkCycles(id, cycles);
    return {
      id,
      cycles,
      values: columns.map((column) => Float64Array.from(rows, (row) => column[row] as number)),
      hasFailed: outcome === null || rows.some((row) => isYes(outcome, row)),
    };
  });
  return { channels: names, units };
}

/** These machines, in this order. */
export const takeUnits = ({ channels, units }: Readings, places: ArrayLike<number>): Readings => ({
  channels,
  units: Array.from(places, (place) => units[place] as Unit),
});

function numeric(column: Column): Float64Array {
  const { name, kind, values } = column;
  if (kind === "number" || kind === "date") return values;
  if (kind === "boolean")
    return Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value)));
  throw new LeptonError("LEARN_COLUMN_KIND", {
    problem: `${name} is no column of numbers, so it cannot be a channel or a cycle.`,
    received: kind,
    next: "Give numbers; leave out columns that only name or describe the machine.",
    field: name,
  });
}

const isYes = (column: Column, row: number): boolean =>
  !isMissing(column, row) && ["true", "1", "yes"].includes(String(column.values[row]).toLowerCase());

function checkCycles(id: string, cycles: Float64Array): void {
  const bad = cycles.findIndex((value, i) => Number.isNaN(value) || value === cycles[i - 1]);
  if (bad < 0) return;
  throw new LeptonError("LEARN_READINGS_CYCLE", {
    problem: "Every reading of a machine needs a cycle of its own.",
    received: Number.isNaN(cycles[bad]) ? `unit ${id} without one` : `unit ${id}, cycle ${cycles[bad]} twice`,
    next: "Average readings of one cycle, or give a finer time.",
  });
}

const wrongUnit = (unit: string, row: number) =>
  new LeptonError("LEARN_READINGS_UNIT", {
    problem: `A reading does not say which machine it belongs to: ${unit} is missing.`,
    received: `row ${row}`,
    next: "Leave the row out, or name its machine.",
    field: unit,
  });
