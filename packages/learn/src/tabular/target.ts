import { LeptonError } from "@lepton/core";
import { type Column, isMissing, levelAt } from "../table/table.ts";

/** Values to predict, in their own unit; all finite. */
export interface RegressionTarget {
  readonly task: "regression";
  readonly values: Float64Array;
}
/** Classes to predict: `labels[i]` is a place in `classes`. */
export interface ClassTarget {
  readonly task: "classification";
  readonly labels: Int32Array;
  readonly classes: readonly string[];
}
export type Target = RegressionTarget | ClassTarget;
export type Task = Target["task"];

/** From how few different values a column of whole numbers is classes. */
const fewClasses = 10;
/** More classes than this are not learnt from a table. */
const mostClasses = 1000;

/** Errors: LEARN_TARGET_EMPTY, LEARN_TARGET_MISSING, LEARN_TARGET_CONSTANT. */
export function regressionTarget(values: ArrayLike<number>): RegressionTarget {
  checkRows(values.length);
  const read = Float64Array.from(values);
  const bad = read.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw missingTarget(`${read[bad]} in row ${bad}`);
  return { task: "regression", values: read };
}

/** Classes in the order of their names, numbers by size. Errors: LEARN_TARGET_EMPTY, LEARN_TARGET_MISSING. */
export function classTarget(
  labels: ArrayLike<string | number | boolean>,
  classes?: readonly string[],
): ClassTarget {
  checkRows(labels.length);
  const names = Array.from(labels, (label) => {
    if (label === null || label === undefined || Number.isNaN(label)) throw missingTarget(String(label));
    return String(label);
  });
  const all = classes ?? orderedClasses(new Set(names));
  const place = new Map(all.map((name, i) => [name, i]));
  return {
    task: "classification",
    classes: all,
    labels: Int32Array.from(names, (name) => {
      const label = place.get(name);
      if (label !== undefined) return label;
      throw new LeptonError("LEARN_CLASS_UNKNOWN", {
        problem: "A label is not one of the classes given.",
        received: name,
        next: `Use one of: ${all.slice(0, 20).join(", ")}.`,
      });
    }),
  };
}

function orderedClasses(names: ReadonlySet<string>): string[] {
  const isNumeric = [...names].every((name) => name.trim() !== "" && Number.isFinite(Number(name)));
  return [...names].sort(
    isNumeric ? (a, b) => Number(a) - Number(b) : (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  );
}

/**
 * A column as target and the rows where it is known. Without a task: numbers with more than 10 different values, or
 * with fractions, are a regression; the rest are classes.
 * Errors: LEARN_TARGET_EMPTY, LEARN_TARGET_MISSING when no row has it, LEARN_TARGET_CONSTANT, LEARN_TARGET_CLASSES.
 */
export function targetFrom(column: Column, task?: Task): { target: Target; rows: Int32Array } {
  checkRows(column.values.length);
  const known = Int32Array.from(
    Array.from({ length: column.values.length }, (_, i) => i).filter((i) => !isMissing(column, i)),
  );
  if (known.length === 0) throw missingTarget(`${column.values.length} rows, none with a value`, column.name);
  const asked = task ?? inferTask(column, known);
  if (asked === "regression") {
    if (column.kind !== "number")
      throw new LeptonError("LEARN_TARGET_KIND", {
        problem: `The target ${column.name} is no number, so its value cannot be predicted as one.`,
        received: column.kind,
        next: 'Give task "classification", or a column of numbers.',
        field: column.name,
      });
    const target = regressionTarget(Float64Array.from(known, (i) => column.values[i] as number));
    checkVaries(target, column.name);
    return { target, rows: known };
  }
  const target = classTarget(Array.from(known, (i) => levelAt(column, i) as string));
  checkVaries(target, column.name);
  if (target.classes.length > mostClasses)
    throw new LeptonError("LEARN_TARGET_CLASSES", {
      problem: `The target ${column.name} has too many classes for a model of tables.`,
      received: `${target.classes.length} classes in ${known.length} rows`,
      next: "Predict a coarser class, or take the recommendation models when these are items.",
      field: column.name,
    });
  return { target, rows: known };
}

function inferTask(column: Column, known: Int32Array): Task {
  if (column.kind !== "number") return "classification";
  const values = new Set(Array.from(known, (i) => column.values[i] as number));
  const isWhole = [...values].every(Number.isInteger);
  return isWhole && values.size <= fewClasses ? "classification" : "regression";
}

/** Errors: LEARN_TARGET_CONSTANT when there is nothing to tell apart. */
export function checkVaries(target: Target, name = "y"): void {
  const seen = target.task === "regression" ? target.values : target.labels;
  if (seen.some((value) => value !== seen[0])) return;
  const value = target.task === "regression" ? String(seen[0]) : target.classes[seen[0] ?? 0];
  throw new LeptonError("LEARN_TARGET_CONSTANT", {
    problem: `The target ${name} is the same in every row, so there is nothing to learn.`,
    received: `${value} in all ${seen.length} rows`,
    next: "Give rows with other outcomes too: check the population, the cut-off date and the label.",
  });
}

const checkRows = (rows: number): void => {
  if (rows > 0) return;
  throw new LeptonError("LEARN_TARGET_EMPTY", {
    problem: "There are no rows to learn from.",
    received: "0 rows",
    next: "Give at least a few dozen rows with a known outcome.",
  });
};
const missingTarget = (received: string, name = "y") =>
  new LeptonError("LEARN_TARGET_MISSING", {
    problem: `The target ${name} is missing.`,
    received,
    next: "Leave rows without a known outcome out.",
  });

export const rowsOf = (target: Target): number =>
  target.task === "regression" ? target.values.length : target.labels.length;

/** These rows of a target; the classes stay, also those that no row has. */
export function takeTargetRows<T extends Target>(target: T, rows: ArrayLike<number>): T {
  if (target.task === "regression") {
    const values = Float64Array.from(rows as ArrayLike<number>, (row) => target.values[row] as number);
    return { ...target, values };
  }
  return {
    ...target,
    labels: Int32Array.from(rows as ArrayLike<number>, (row) => target.labels[row] as number),
  };
}
