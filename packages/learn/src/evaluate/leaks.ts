import { inferSchema, type SchemaOptions } from "../table/schema.ts";
import { type Column, columnNamed, isMissing, levelAt, type Table, takeTableRows } from "../table/table.ts";
import { rowsOf, type Target, takeTargetRows } from "../tabular/target.ts";
import { boostedTrees } from "../trees/boostedTrees.ts";
import { fitAndPredict } from "./crossValidate.ts";
import { scores } from "./score.ts";
import { holdOut } from "./splits.ts";

export const leakReasons = [
  "id",
  "constant",
  "tellsTheTarget",
  "impliesAClass",
  "besideLeaks",
  "laterThanItsRow",
] as const;

/** A column that a model must not learn from. */
export interface Leak {
  column: string;
  reason: (typeof leakReasons)[number];
  /** What was seen, for a person who knows the data. */
  evidence: string;
}
export interface LeakOptions extends SchemaOptions {
  seed: number;
  /** The column with each row's point in time: what is dated later was not known then. */
  time?: string;
  signal?: AbortSignal;
}

/** AUC or R² on held-out rows from which one column alone is too good to be known beforehand. */
const tooGood = 0.99;
/** Rows that a single column is judged on. */
const mostRows = 6000;

/**
 * Columns that would make a model look better than it will be: ids and constants, those that alone tell the target on
 * held-out rows, values that occur with one outcome only (also: that are given, or missing, with one outcome only),
 * flags beside such columns, dates after the row's own time. The table must not hold the target.
 */
export async function findLeaks(table: Table, y: Target, options: LeakOptions): Promise<Leak[]> {
  const leaks: Leak[] = [];
  const open: Column[] = [];
  for (const { name, role, reason, distinct, missing } of inferSchema(table, options).columns) {
    const isKept = options.roles?.[name] !== undefined;
    if (name === options.time) continue;
    if (role === "id" && !isKept) leaks.push({ column: name, reason: "id", evidence: reason });
    else if (distinct === 0 || (distinct === 1 && missing === 0))
      leaks.push({
        column: name,
        reason: "constant",
        evidence: distinct === 0 ? "No value at all." : reason,
      });
    else if (!isKept) open.push(columnNamed(table, name));
  }
  const times = options.time === undefined ? null : columnNamed(table, options.time);
  for (const column of open) {
    const leak =
      laterThan(column, times) ?? impliesAClass(column, y) ?? (await tellsTheTarget(column, y, options));
    if (leak) leaks.push({ column: column.name, ...leak });
  }
  return [...leaks, ...besideLeaks(open, leaks)].sort(
    (a, b) => orderOf(table, a.column) - orderOf(table, b.column),
  );
}
const orderOf = (table: Table, name: string) => table.columns.findIndex((column) => column.name === name);
type Finding = Omit<Leak, "column">;

function laterThan(column: Column, times: Column | null): Finding | null {
  if (times === null || column.kind !== "date") return null;
  let given = 0;
  let later = 0;
  for (let i = 0; i < column.values.length; i++) {
    if (isMissing(column, i)) continue;
    given++;
    if ((column.values[i] as number) > (times.values[i] as number)) later++;
  }
  return later > 0.01 * given
    ? { reason: "laterThanItsRow", evidence: `In ${later} of ${given} rows it lies after ${times.name}.` }
    : null;
}

/** Chance below which "always the same outcome" is not luck. */
const noLuck = 1e-9;
/** More different values than this are not judged one by one. */
const fewLevels = 20;

/** A value (or that there is one, or none) that always comes with one class, which is the rarer one elsewhere. */
function impliesAClass(column: Column, y: Target): Finding | null {
  if (y.task === "regression") return null;
  const rows = y.labels.length;
  const classes = y.classes.length;
  const shares = new Float64Array(classes);
  for (const label of y.labels) shares[label] = (shares[label] as number) + 1 / rows;
  const counts = new Map<string, Float64Array>();
  const count = (key: string, label: number) => {
    const found = counts.get(key) ?? new Float64Array(classes);
    counts.set(key, found);
    found[label] = (found[label] as number) + 1;
  };
  for (let i = 0; i < rows; i++) {
    const label = y.labels[i] as number;
    const level = levelAt(column, i);
    count(level === null ? "missing" : "given", label);
    if (level !== null && counts.size <= fewLevels + 2) count(`= ${level}`, label);
  }
  const isFew = counts.size <= fewLevels + 2;
  const hasMissing = counts.has("missing");
  for (const [key, seen] of counts) {
    const total = seen.reduce((a, b) => a + b, 0);
    if (total === rows || (key.startsWith("=") ? !isFew : !hasMissing)) continue;
    for (let c = 0; c < classes; c++) {
      const share = shares[c] as number;
      if (share > 0.5 || (seen[c] as number) < total) continue;
      if (total * Math.log(share) < Math.log(noLuck))
        return {
          reason: "impliesAClass",
          evidence:
            `Where it is ${key.replace("= ", "")}, the target is ${y.classes[c]} in all ${total} rows; ` +
            `of all rows ${(100 * share).toFixed(1)} % are.`,
        };
    }
  }
  return null;
}

async function tellsTheTarget(
  column: Column,
  y: Target,
  { seed, signal }: LeakOptions,
): Promise<Finding | null> {
  const rows = rowsOf(y);
  const step = Math.max(1, Math.ceil(rows / mostRows));
  const sample = Int32Array.from({ length: Math.floor(rows / step) }, (_, i) => i * step);
  const table = takeTableRows({ rows, columns: [column] }, sample);
  const target = takeTargetRows(y, sample);
  if (sample.length < 50 || !isFit(table, column.name)) return null;
  const split = holdOut(target, 0.3, { seed });
  const kept = takeTargetRows(target, split.training);
  if (kept.task === "classification" && new Set(kept.labels).size < 2) return null;
  const model = boostedTrees({
    rounds: 20,
    bags: 0,
    learningRate: 0.3,
    maxLeaves: 16,
    minChildRows: 5,
    rowShare: 1,
    featureShare: 1,
    roles: { [column.name]: column.kind },
  });
  const { predictions } = await fitAndPredict(model, table, target, split, {
    seed,
    ...(signal && { signal }),
  });
  const score = target.task === "regression" ? scores.r2 : scores.auc;
  const held = takeTargetRows(target, split.heldOut);
  const value = score.prepare(held, predictions)(new Float64Array(split.heldOut.length).fill(1));
  return value !== null && value >= tooGood
    ? {
        reason: "tellsTheTarget",
        evidence: `Alone it reaches ${score.name === "r2" ? "R²" : "AUC"} ${value.toFixed(3)} on held-out rows.`,
      }
    : null;
}
const isFit = (table: Table, name: string) => {
  const column = columnNamed(table, name);
  const first = levelAt(column, 0);
  for (let i = 1; i < table.rows; i++) if (levelAt(column, i) !== first) return true;
  return false;
};

/**
 * A yes/no column that stands next to two leaking ones, is as rare and is named like them: recorded with them, thus
 * with the outcome, even where it does not tell it (AI4I's RNF beside TWF, HDF, PWF and OSF).
 */
function besideLeaks(open: readonly Column[], leaks: readonly Leak[]): Leak[] {
  const guilty = new Set(
    leaks.filter(({ reason }) => reason === "impliesAClass").map(({ column }) => column),
  );
  if (guilty.size < 2) return [];
  const family = open.filter(({ name }) => guilty.has(name));
  return open
    .filter((column) => !guilty.has(column.name) && isFlag(column))
    .map((column) => ({
      column,
      alike: family.filter((other) => isFlag(other) && isNamedAlike(column.name, other.name)),
    }))
    .filter(({ column, alike }) => alike.length >= 2 && isNextTo(open, column, alike))
    .map(({ column, alike }) => ({
      column: column.name,
      reason: "besideLeaks" as const,
      evidence: `A flag named like ${alike.map(({ name }) => name).join(", ")} and next to them: recorded with the outcome.`,
    }));
}
function isFlag(column: Column): boolean {
  const seen = new Set<string>();
  for (let i = 0; i < column.values.length; i++) {
    const level = levelAt(column, i);
    if (level !== null) seen.add(level);
    if (seen.size > 2) return false;
  }
  return [...seen].every((level) => ["0", "1", "true", "false", "yes", "no"].includes(level.toLowerCase()));
}
/** Equal but for a part: the same first or last letters, about as long, of the same case. */
function isNamedAlike(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2 || (a === a.toUpperCase()) !== (b === b.toUpperCase())) return false;
  let ends = 0;
  while (ends < Math.min(a.length, b.length) && a.at(-1 - ends) === b.at(-1 - ends)) ends++;
  let starts = 0;
  while (starts < Math.min(a.length, b.length) && a[starts] === b[starts]) starts++;
  return Math.max(ends, starts) * 3 >= Math.max(a.length, b.length);
}
function isNextTo(open: readonly Column[], column: Column, others: readonly Column[]): boolean {
  const at = open.indexOf(column);
  return others.some((other) => Math.abs(open.indexOf(other) - at) === 1);
}

/** Rows that equal an earlier row in every column: split apart, the same case is in training and in the test. */
export function duplicateRows(table: Table): number {
  const seen = new Set<string>();
  for (let i = 0; i < table.rows; i++)
    seen.add(JSON.stringify(table.columns.map((column) => column.values[i] ?? null)));
  return table.rows - seen.size;
}
