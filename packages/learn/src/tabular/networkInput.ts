import { float32, int32, type NdArray } from "@lepton/nn";
import { z } from "zod";
import { designRecipe, designRecipeSchema, standardised } from "./design.ts";
import type { Frame } from "./frame.ts";

/** How frames become what the network reads; fitted on training rows. */
export const networkRecipeSchema = z.object({
  design: designRecipeSchema,
  /** Edges of the piecewise-linear encoding of each number, ascending, two or more; empty for categories. */
  edges: z.array(z.array(z.number())),
});
export type NetworkRecipe = z.infer<typeof networkRecipeSchema>;

/**
 * Numbers as a standardised value, a piecewise-linear encoding over quantile bins (0 below the bin, 1 above, linear in
 * it) and a sign for missing; categories as ids for an embedding, missing an id of its own.
 * Source: Gorishniy, Rubachev & Babenko 2022, arXiv:2203.05556.
 */
export function networkRecipe(frame: Frame, bins: number): NetworkRecipe {
  const design = designRecipe(frame);
  return {
    design,
    edges: design.map((part, j) =>
      part.as === "number" ? edgesOf(frame.values[j] as Float64Array, bins) : [],
    ),
  };
}

function edgesOf(values: Float64Array, bins: number): number[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const edges = new Set<number>();
  for (let b = 0; b <= bins; b++)
    if (sorted.length > 0) edges.add(sorted[Math.round((b / bins) * (sorted.length - 1))] as number);
  // A feature of two values is told by its standardised value alone.
  return edges.size > 2 ? [...edges] : [];
}

export interface NetworkShape {
  numbers: number;
  categories: number;
  /** Ids in all: every category's levels, and one for missing. */
  ids: number;
}

export function shapeOf({ design, edges }: NetworkRecipe): NetworkShape {
  let numbers = 0;
  let categories = 0;
  let ids = 0;
  design.forEach((part, j) => {
    if (part.as === "category") {
      categories++;
      ids += part.levels + 1;
    } else numbers += 1 + Math.max(0, (edges[j]?.length ?? 0) - 1) + (part.hasMissing ? 1 : 0);
  });
  return { numbers, categories, ids };
}

/** [rows, numbers] and [rows, categories]; a part of no features is left out. */
export function networkInput(frame: Frame, recipe: NetworkRecipe): NdArray[] {
  const { rows } = frame;
  const shape = shapeOf(recipe);
  const numbers = new Float32Array(rows * shape.numbers);
  const ids = new Int32Array(rows * shape.categories);
  let column = 0;
  let category = 0;
  let offset = 0;
  recipe.design.forEach((part, j) => {
    const values = frame.values[j] as Float64Array;
    if (part.as === "category") {
      for (let i = 0; i < rows; i++) {
        const code = values[i] as number;
        ids[i * shape.categories + category] = offset + (Number.isNaN(code) ? part.levels : code);
      }
      category++;
      offset += part.levels + 1;
      return;
    }
    const z = standardised(values, part);
    const edges = recipe.edges[j] as number[];
    for (let i = 0; i < rows; i++) {
      const at = i * shape.numbers + column;
      const x = values[i] as number;
      numbers[at] = z[i] as number;
      if (Number.isNaN(x)) {
        if (part.hasMissing) numbers[at + Math.max(1, edges.length)] = 1;
        continue;
      }
      for (let b = 1; b < edges.length; b++) {
        const low = edges[b - 1] as number;
        if (x <= low) break;
        numbers[at + b] = Math.min(1, (x - low) / ((edges[b] as number) - low));
      }
    }
    column += Math.max(1, edges.length) + (part.hasMissing ? 1 : 0);
  });
  return [
    ...(shape.numbers > 0 ? [float32(numbers, [rows, shape.numbers])] : []),
    ...(shape.categories > 0 ? [int32(ids, [rows, shape.categories])] : []),
  ];
}
