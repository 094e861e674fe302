import { z } from "zod";
import type { BoostOptions } from "./boost.ts";

const count = z.int().min(1);
const share = z.number().gt(0).max(1);
const roles = z.record(z.string(), z.enum(["number", "category", "text", "boolean", "date", "id"]));

/** Hyperparameters of `boostedTrees`. What is left out is chosen by the number of rows. */
export const boostedTreesSchema = z.strictObject({
  /** Most rounds of boosting. Default 1000 with early stopping, else 100. */
  rounds: count.optional(),
  /** What each tree's values are multiplied by: smaller needs more rounds. Default 0.1 from 10,000 rows on, else 0.05. */
  learningRate: share.optional(),
  /** Default 31; 8 below 10,000 rows. */
  maxLeaves: z.int().min(2).optional(),
  /** No limit unless told. */
  maxDepth: count.optional(),
  /** Fewest rows of a leaf. Default 20, a fiftieth of the rows below 1,000. */
  minChildRows: count.optional(),
  /** Least Hessian sum of a leaf. Default 1e-3. */
  minChildWeight: z.number().min(0).default(1e-3),
  /** λ of the leaves' squares. Default 1. */
  l2: z.number().min(0).default(1),
  minGain: z.number().min(0).default(0),
  /** Default 10. */
  categorySmoothing: z.number().min(0).default(10),
  /** Share of the rows each tree sees. Default 1 from 10,000 rows on, else 0.8. */
  rowShare: share.optional(),
  /** Share of the features each tree sees. Default 1 from 10,000 rows on, else 0.5. */
  featureShare: share.optional(),
  /** Rounds without a lower held-out loss before it ends. Default 20. */
  patience: count.default(20),
  /**
   * Models whose raw scores are averaged, each with another part held out for its early stopping, so that every row
   * trains all but one. 1 holds a tenth out; 0 trains on all rows for all rounds. Default 1 from 10,000 rows on, else 4.
   */
  bags: z.int().min(0).optional(),
  /** Roles of columns that a person knows better. */
  roles: roles.optional(),
});
export type BoostedTreesOptions = z.input<typeof boostedTreesSchema>;

/** From this many rows on, one tenth held out tells enough. */
const manyRows = 10_000;

/** Options with everything chosen. */
export function settingsFor(options: z.output<typeof boostedTreesSchema>, rows: number) {
  const isLarge = rows >= manyRows;
  // Below this, a part held out is too small to tell when to end.
  const bags = options.bags ?? (rows < 100 ? 0 : isLarge ? 1 : 4);
  const boost: BoostOptions = {
    rounds: options.rounds ?? (bags === 0 ? 100 : 1000),
    learningRate: options.learningRate ?? (isLarge ? 0.1 : 0.05),
    maxLeaves: options.maxLeaves ?? (isLarge ? 31 : 8),
    maxDepth: options.maxDepth ?? Number.POSITIVE_INFINITY,
    minChildRows: options.minChildRows ?? Math.min(20, Math.max(1, Math.floor(rows / 50))),
    minChildWeight: options.minChildWeight,
    l2: options.l2,
    minGain: options.minGain,
    categorySmoothing: options.categorySmoothing,
    rowShare: options.rowShare ?? (isLarge ? 1 : 0.8),
    featureShare: options.featureShare ?? (isLarge ? 1 : 0.5),
    patience: options.patience,
  };
  return { bags, boost };
}
