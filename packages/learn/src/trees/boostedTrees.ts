import { foldsOf, holdOut, type Split } from "../evaluate/splits.ts";
import type { Table } from "../table/table.ts";
import { checkFit } from "../tabular/checkFit.ts";
import type { Estimator, FitOptions, FittedFor } from "../tabular/estimator.ts";
import { type Frame, frameOf, frameRecipe } from "../tabular/frame.ts";
import { readOptions } from "../tabular/options.ts";
import { type Pace, pace } from "../tabular/pace.ts";
import { rowsOf, type Target } from "../tabular/target.ts";
import { binned } from "./bins.ts";
import { type BoostOptions, boost } from "./boost.ts";
import { type FittedTrees, fittedTrees } from "./fittedTrees.ts";
import type { Tree } from "./format.ts";
import { type BoostedTreesOptions, boostedTreesSchema, settingsFor } from "./options.ts";

export interface BoostedTrees extends Estimator {
  fit<T extends Target>(x: Table, y: T, options: FitOptions): Promise<FittedFor<T> & FittedTrees>;
}

/**
 * Gradient-boosted decision trees over histograms: squared error for values, log-loss for classes. Missing values have
 * a direction of their own in every split, categories are split as sets; nothing needs scaling. Early stopping on rows
 * held out; below 10,000 rows the average of four, each with another quarter held out.
 * Errors: those of `Estimator.fit`; LEARN_OPTION. Source: Friedman 2001; Ke et al. 2017 (LightGBM).
 * @example
 * const fitted = await boostedTrees({ maxLeaves: 15 }).fit(table, classTarget(churned), { seed: 7 });
 * await fitted.predictProbabilities(table);
 */
export function boostedTrees(options: BoostedTreesOptions = {}): BoostedTrees {
  const read = readOptions(boostedTreesSchema, options, "boostedTrees");
  return {
    name: "boosted trees",
    async fit<T extends Target>(x: Table, y: T, fitOptions: FitOptions) {
      const weights = checkFit(x, y, fitOptions.weights);
      const slices = pace(fitOptions.signal);
      const { recipe, warnings } = frameRecipe(x, { roles: read.roles });
      const frame = frameOf(x, recipe);
      const { bags, boost: settings } = settingsFor(read, x.rows);
      const { base, trees } = await boostBags(
        frame,
        y,
        weights,
        splitsOf(y, bags, fitOptions.seed),
        settings,
        {
          ...fitOptions,
          pace: slices,
        },
      );
      return fittedTrees({
        kind: "boostedTrees",
        recipe,
        warnings,
        classes: y.task === "classification" ? [...y.classes] : null,
        ensemble: { features: [...frame.features], base, trees },
      }) as FittedFor<T> & FittedTrees;
    },
  };
}

function splitsOf(y: Target, bags: number, seed: number): Split[] {
  if (bags === 0)
    return [{ training: Int32Array.from({ length: rowsOf(y) }, (_, i) => i), heldOut: new Int32Array(0) }];
  return bags === 1 ? [holdOut(y, 0.1, { seed })] : foldsOf(y, bags, { seed });
}

/** One model per split, averaged by their raw scores: trees of all, their values divided by the number of models. */
async function boostBags(
  frame: Frame,
  y: Target,
  weights: Float64Array | null,
  splits: readonly Split[],
  settings: BoostOptions,
  { seed, onProgress, pace: slices }: FitOptions & { pace: Pace },
): Promise<{ base: number[]; trees: Tree[] }> {
  const features = await binned(frame, slices);
  const base: number[] = [];
  const trees: Tree[] = [];
  for (const [bag, split] of splits.entries()) {
    const boosted = await boost(features, y, weights, split, settings, {
      seed: seed * 1009 + bag,
      pace: slices,
      onRound: (round, loss) =>
        onProgress?.({
          share: (bag + round / settings.rounds) / splits.length,
          step: `model ${bag + 1} of ${splits.length}, round ${round + 1} of at most ${settings.rounds}`,
          values: { [split.heldOut.length > 0 ? "val_loss" : "loss"]: loss },
          at: { run: bag, round: round + 1 },
        }),
    });
    boosted.base.forEach((start, k) => {
      base[k] = (base[k] ?? 0) + start / splits.length;
    });
    for (const tree of boosted.trees)
      trees.push({ ...tree, value: tree.value.map((value) => value / splits.length) });
  }
  onProgress?.({ share: 1, step: `${trees.length} trees` });
  return { base, trees };
}
