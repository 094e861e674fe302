import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { inferSchema, type SchemaOptions } from "../table/schema.ts";
import { type Column, columnNamed, isMissing, levelAt, type Table } from "../table/table.ts";
import type { TreeFeature } from "../trees/format.ts";
import { datePartOf, dateParts } from "./dateParts.ts";

/** How one feature is read from a table; fitted on training rows, plain data. */
const featureSchema = z.discriminatedUnion("as", [
  z.object({ as: z.literal("number"), column: z.string() }),
  /** Without `hasOther` a level unseen in training is missing; with it, it counts as the rare ones do. */
  z.object({
    as: z.literal("category"),
    column: z.string(),
    levels: z.array(z.string()),
    hasOther: z.boolean(),
  }),
  z.object({ as: z.literal("date"), column: z.string(), part: z.enum(dateParts) }),
  z.object({ as: z.literal("text"), column: z.string(), measure: z.enum(["letters", "words"]) }),
]);
export const frameRecipeSchema = z.array(featureSchema).min(1);
export type FrameRecipe = z.infer<typeof frameRecipeSchema>;
type FeatureRecipe = FrameRecipe[number];

/** Features as numbers: values, or codes of categories; NaN where missing. */
export interface Frame {
  rows: number;
  features: readonly TreeFeature[];
  /** [features][rows] */
  values: readonly Float64Array[];
}

export interface FrameOptions extends SchemaOptions {
  /** Levels of a category that are kept, the most frequent ones; the others become one. Default 254. */
  maxLevels?: number;
  /** Rows below which a level is rare and put together with others. Default 5. */
  minRows?: number;
}

export const otherLevel = "other";

/**
 * How to read these rows, and those to come, as features. Ids, constant and empty columns are left out, with a warning.
 * Errors: LEARN_NO_FEATURES when nothing is left.
 */
export function frameRecipe(
  table: Table,
  { maxLevels = 254, minRows = 5, roles = {} }: FrameOptions = {},
): { recipe: FrameRecipe; warnings: string[] } {
  const warnings: string[] = [];
  const recipe: FrameRecipe = [];
  for (const { name, role, missing, distinct } of inferSchema(table, { roles }).columns) {
    const column = columnNamed(table, name);
    if (distinct === 0) warnings.push(`${name} is left out: it has no value in any row.`);
    else if (distinct === 1 && missing === 0 && table.rows > 1)
      warnings.push(`${name} is left out: it is the same in every row.`);
    else if (role === "id") warnings.push(`${name} is left out: it names the row. Set its role to use it.`);
    else recipe.push(...readAs(column, role, { maxLevels, minRows }, warnings));
  }
  if (recipe.length > 0) return { recipe, warnings };
  throw new LeptonError("LEARN_NO_FEATURES", {
    problem: "No column is left to learn from.",
    received: warnings.join(" ") || "a table without columns",
    next: "Give at least one column that differs between rows and is no id.",
  });
}

function readAs(
  column: Column,
  role: Column["kind"],
  limits: { maxLevels: number; minRows: number },
  warnings: string[],
): FeatureRecipe[] {
  const { name } = column;
  switch (role) {
    case "number":
    case "boolean":
      return [{ as: "number", column: name }];
    case "date":
      return dateParts
        .filter((part) => varies(column, part))
        .map((part) => ({ as: "date", column: name, part }));
    case "text":
      warnings.push(`${name} is read by its length only; the text estimators read its words.`);
      return (["letters", "words"] as const).map((measure) => ({ as: "text", column: name, measure }));
    default:
      return [categoryOf(column, limits, warnings)];
  }
}

function varies(column: Column, part: (typeof dateParts)[number]): boolean {
  let first: number | null = null;
  for (const at of column.values as Float64Array) {
    if (Number.isNaN(at)) continue;
    const value = datePartOf(at, part);
    if (first === null) first = value;
    else if (value !== first) return true;
  }
  return false;
}

/** Rows after which levels that still occur once are dropped from the count, so that memory stays bounded. */
const pruneAt = 1_000_000;

function categoryOf(
  column: Column,
  { maxLevels, minRows }: { maxLevels: number; minRows: number },
  warnings: string[],
): FeatureRecipe {
  const counts = new Map<string, number>();
  let isPruned = false;
  for (let i = 0; i < column.values.length; i++) {
    const level = levelAt(column, i);
    if (level === null) continue;
    counts.set(level, (counts.get(level) ?? 0) + 1);
    if (counts.size <= pruneAt) continue;
    isPruned = true;
    for (const [seen, count] of counts) if (count === 1) counts.delete(seen);
    if (counts.size > pruneAt / 2) break;
  }
  const frequent = [...counts].filter(([, count]) => count >= minRows).sort(byCount);
  const levels = frequent.slice(0, maxLevels).map(([level]) => level);
  const hasOther = isPruned || levels.length < counts.size;
  if (isPruned || frequent.length > maxLevels)
    warnings.push(
      `${column.name} has ${isPruned ? `more than ${pruneAt}` : counts.size} categories: the ${levels.length} most ` +
        "frequent are kept, the others count as one. Group them, or leave the column out.",
    );
  return { as: "category", column: column.name, levels: levels.sort(), hasOther };
}
const byCount = (a: [string, number], b: [string, number]) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1);

/** A table's rows as features. Errors: LEARN_COLUMN_UNKNOWN, LEARN_COLUMN_KIND. */
export function frameOf(table: Table, recipe: FrameRecipe): Frame {
  return {
    rows: table.rows,
    features: recipe.map(describe),
    values: recipe.map((feature) => read(columnNamed(table, feature.column), feature)),
  };
}

export const columnsOf = (recipe: FrameRecipe): string[] => [...new Set(recipe.map(({ column }) => column))];

const measured = { letters: "letters", words: "words" };
function describe(feature: FeatureRecipe): TreeFeature {
  const { column } = feature;
  switch (feature.as) {
    case "number":
      return { name: column, column, levels: null };
    case "category":
      return { name: column, column, levels: [...feature.levels, ...(feature.hasOther ? [otherLevel] : [])] };
    case "date":
      return { name: `${column} · ${feature.part}`, column, levels: null };
    case "text":
      return { name: `${column} · ${measured[feature.measure]}`, column, levels: null };
  }
}

function read(column: Column, feature: FeatureRecipe): Float64Array {
  const values = new Float64Array(column.values.length);
  if (feature.as === "category") {
    const codes = new Map(feature.levels.map((level, code) => [level, code]));
    const unseen = feature.hasOther ? feature.levels.length : Number.NaN;
    for (let i = 0; i < values.length; i++) {
      const level = levelAt(column, i);
      values[i] = level === null ? Number.NaN : (codes.get(level) ?? unseen);
    }
    return values;
  }
  const of = numberReader(column, feature);
  for (let i = 0; i < values.length; i++) values[i] = isMissing(column, i) ? Number.NaN : of(i);
  return values;
}

function numberReader(column: Column, feature: Exclude<FeatureRecipe, { as: "category" }>) {
  if (feature.as === "text")
    return (i: number) => {
      const text = String(column.values[i]);
      return feature.measure === "letters" ? text.length : text.split(/\s+/).length;
    };
  const isRead = feature.as === "date" ? column.kind === "date" : isNumeric(column);
  if (!isRead && !isAllMissing(column))
    throw new LeptonError("LEARN_COLUMN_KIND", {
      problem: `The model was fitted on ${column.name} as a ${feature.as}.`,
      received: column.kind,
      next: `Give it as a ${feature.as}, missing where it is not known.`,
      field: column.name,
    });
  if (feature.as === "date") return (i: number) => datePartOf(column.values[i] as number, feature.part);
  return (i: number) => Number(column.values[i]);
}

const isNumeric = ({ kind }: Column) => kind === "number" || kind === "boolean" || kind === "date";
function isAllMissing(column: Column): boolean {
  for (let i = 0; i < column.values.length; i++) if (!isMissing(column, i)) return false;
  return true;
}
