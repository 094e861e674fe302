import { z } from "zod";
import type { Frame } from "./frame.ts";

/** How a feature becomes columns of numbers; fitted on training rows. */
const partSchema = z.discriminatedUnion("as", [
  z.object({
    as: z.literal("number"),
    /** sign(x)·ln(1 + |x|) first, for features with a long tail. */
    isLog: z.boolean(),
    mean: z.number(),
    scale: z.number(),
    /** A further column that is 1 where the value is missing. */
    hasMissing: z.boolean(),
  }),
  z.object({ as: z.literal("category"), levels: z.int(), hasMissing: z.boolean() }),
]);
export const designRecipeSchema = z.array(partSchema);
export type DesignRecipe = z.infer<typeof designRecipeSchema>;
type Part = DesignRecipe[number];

/** Rows by their entries that are not 0: those of row i are at start[i] … start[i + 1] − 1. */
export interface Design {
  rows: number;
  width: number;
  start: Int32Array;
  index: Int32Array;
  value: Float64Array;
}

/** Skewness from which a feature's logarithm is taken. */
const longTail = 2;
/** Standard deviations beyond which a value counts as that far: one wild value must not turn a prediction over. */
export const furthest = 8;

/** Numbers standardised (long tails by their logarithm), categories one-hot, missing as columns of their own. */
export const designRecipe = (frame: Frame): DesignRecipe =>
  frame.values.map((values, j): Part => {
    const levels = frame.features[j]?.levels ?? null;
    const hasMissing = values.some((value) => Number.isNaN(value));
    if (levels !== null) return { as: "category", levels: levels.length, hasMissing };
    const plain = moments(values);
    const isLog = Math.abs(plain.skewness) > longTail;
    const { mean, scale } = isLog ? moments(values.map(signedLog)) : plain;
    return { as: "number", isLog, mean, scale, hasMissing };
  });

const signedLog = (x: number) => Math.sign(x) * Math.log1p(Math.abs(x));

function moments(values: Float64Array): { mean: number; scale: number; skewness: number } {
  let n = 0;
  let sum = 0;
  for (const x of values)
    if (!Number.isNaN(x)) {
      n++;
      sum += x;
    }
  const mean = n === 0 ? 0 : sum / n;
  let squares = 0;
  let cubes = 0;
  for (const x of values)
    if (!Number.isNaN(x)) {
      squares += (x - mean) ** 2;
      cubes += (x - mean) ** 3;
    }
  const sd = Math.sqrt(squares / Math.max(1, n));
  // A constant is 0 everywhere, whatever rounding leaves of its variance.
  const scale = sd > 1e-12 * Math.abs(mean) ? sd : 1;
  return { mean, scale, skewness: sd === 0 ? 0 : cubes / n / sd ** 3 };
}

/** Standardised values of a number; missing is 0, the mean. */
export function standardised(values: Float64Array, part: Extract<Part, { as: "number" }>): Float64Array {
  return values.map((x) => {
    if (Number.isNaN(x)) return 0;
    const z = ((part.isLog ? signedLog(x) : x) - part.mean) / part.scale;
    return Math.max(-furthest, Math.min(furthest, z));
  });
}

const widthOf = (part: Part): number => (part.as === "number" ? 1 : part.levels) + (part.hasMissing ? 1 : 0);

export function designOf(frame: Frame, recipe: DesignRecipe): Design {
  const { rows } = frame;
  const most = rows * recipe.length * 2;
  const start = new Int32Array(rows + 1);
  const index = new Int32Array(most);
  const value = new Float64Array(most);
  const columns = recipe.map((part, j) =>
    part.as === "number" ? standardised(frame.values[j] as Float64Array, part) : null,
  );
  const offsets: number[] = [];
  let width = 0;
  for (const part of recipe) {
    offsets.push(width);
    width += widthOf(part);
  }
  let at = 0;
  const put = (column: number, x: number) => {
    index[at] = column;
    value[at++] = x;
  };
  for (let i = 0; i < rows; i++) {
    recipe.forEach((part, j) => {
      const offset = offsets[j] as number;
      const raw = frame.values[j]?.[i] as number;
      if (Number.isNaN(raw)) {
        if (part.hasMissing) put(offset + widthOf(part) - 1, 1);
      } else if (part.as === "category") put(offset + raw, 1);
      else put(offset, columns[j]?.[i] as number);
    });
    start[i + 1] = at;
  }
  return { rows, width, start, index: index.slice(0, at), value: value.slice(0, at) };
}
