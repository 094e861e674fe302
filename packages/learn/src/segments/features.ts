import { z } from "zod";
import type { ColumnRole } from "../table/schema.ts";
import type { Table } from "../table/table.ts";
import { columnsOf, type Frame, frameOf, frameRecipe, frameRecipeSchema } from "../tabular/frame.ts";

/** How features become coordinates: numbers (x − mean) / deviation, categories one coordinate per level. */
export const coordinatesSchema = z.object({
  recipe: frameRecipeSchema,
  scales: z.array(
    z.discriminatedUnion("as", [
      z.object({ as: z.literal("number"), mean: z.number(), deviation: z.number() }),
      z.object({ as: z.literal("category"), shares: z.array(z.number()), deviation: z.number() }),
    ]),
  ),
});
export type Coordinates = z.infer<typeof coordinatesSchema>;
type Scale = Coordinates["scales"][number];

/** Rows as points, [rows, width] row-major. */
export interface Points {
  readonly rows: number;
  readonly width: number;
  readonly values: Float64Array;
}

/**
 * Coordinates in which every column has variance 1 in all: a number is standardised, the levels of a category are
 * (1[level] − share) / √Σ share (1 − share), so that a category of many levels weighs no more than a number. Constant
 * columns and ids are left out, with a warning. Errors: LEARN_NO_FEATURES, LEARN_COLUMN_UNKNOWN.
 */
export function coordinatesFor(
  table: Table,
  options: { roles?: Readonly<Record<string, ColumnRole>> } = {},
): { coordinates: Coordinates; warnings: string[] } {
  const { recipe, warnings } = frameRecipe(table, { ...options, maxLevels: 50, minRows: 1 });
  const frame = frameOf(table, recipe);
  const scales = frame.features.map(({ levels }, f): Scale => {
    const values = (frame.values[f] as Float64Array).filter((value) => !Number.isNaN(value));
    if (levels === null) {
      const mean = values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
      const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, values.length);
      return { as: "number", mean, deviation: Math.sqrt(variance) || 1 };
    }
    const shares = levels.map(
      (_, code) => values.reduce((n, value) => n + Number(value === code), 0) / Math.max(1, values.length),
    );
    const deviation = Math.sqrt(shares.reduce((sum, p) => sum + p * (1 - p), 0)) || 1;
    return { as: "category", shares, deviation };
  });
  return { coordinates: { recipe, scales }, warnings };
}

/** A table's rows as points; a missing value sits at the mean, where it speaks for nothing. Errors: those of `frameOf`. */
export function pointsOf(table: Table, coordinates: Coordinates): Points {
  return pointsOfFrame(frameOf(table, coordinates.recipe), coordinates);
}

export function pointsOfFrame(frame: Frame, { scales }: Coordinates): Points {
  const width = scales.reduce((sum, scale) => sum + (scale.as === "number" ? 1 : scale.shares.length), 0);
  const values = new Float64Array(frame.rows * width);
  let at = 0;
  scales.forEach((scale, f) => {
    const column = frame.values[f] as Float64Array;
    for (let row = 0; row < frame.rows; row++) {
      const value = column[row] as number;
      if (Number.isNaN(value)) continue;
      const place = row * width + at;
      if (scale.as === "number") values[place] = (value - scale.mean) / scale.deviation;
      else
        scale.shares.forEach((share, level) => {
          values[place + level] = (Number(level === value) - share) / scale.deviation;
        });
    }
    at += scale.as === "number" ? 1 : scale.shares.length;
  });
  return { rows: frame.rows, width, values };
}

export const columnsRead = ({ recipe }: Coordinates): string[] => columnsOf(recipe);
