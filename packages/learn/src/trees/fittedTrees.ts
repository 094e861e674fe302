import { z } from "zod";
import type { Table } from "../table/table.ts";
import { likeliest, probabilitiesFrom } from "../tabular/classifier.ts";
import type { FittedClassifier, FittedRegressor } from "../tabular/estimator.ts";
import { columnsOf, type Frame, frameOf, frameRecipeSchema } from "../tabular/frame.ts";
import { inSlices } from "../tabular/inSlices.ts";
import { pace } from "../tabular/pace.ts";
import { type TreeEnsemble, treeEnsembleSchema } from "./format.ts";
import { scorer } from "./score.ts";

export const savedTreesSchema = z.object({
  kind: z.enum(["boostedTrees", "randomForest"]),
  recipe: frameRecipeSchema,
  warnings: z.array(z.string()),
  /** Null for a regression. */
  classes: z.array(z.string()).nullable(),
  ensemble: treeEnsembleSchema,
});
export type SavedTrees = z.infer<typeof savedTreesSchema>;

/** What a fitted ensemble of trees offers beyond predictions, for explanations. */
export interface FittedTrees {
  readonly ensemble: TreeEnsemble;
  /** Rows as the trees' features: what `leafOf` reads. */
  encode(x: Table): Frame;
}

export function fittedTrees(saved: SavedTrees): (FittedRegressor | FittedClassifier) & FittedTrees {
  const { kind, recipe, warnings, classes, ensemble } = saved;
  const score = scorer(ensemble);
  const encode = (x: Table) => frameOf(x, recipe);
  const shared = {
    kind,
    warnings,
    columns: columnsOf(recipe),
    ensemble,
    encode,
    toJSON: () => saved,
    close: async () => {},
  };
  if (classes === null)
    return {
      ...shared,
      task: "regression",
      predict: (x) => inSlices(x, 1, async (part) => (await score(encode(part), pace()))[0] as Float64Array),
    };
  const predictProbabilities = (x: Table) =>
    inSlices(x, classes.length, async (part) => probabilitiesFrom(await score(encode(part), pace())));
  return {
    ...shared,
    task: "classification",
    classes,
    predictProbabilities,
    predict: async (x) => likeliest(await predictProbabilities(x), classes.length),
  };
}
