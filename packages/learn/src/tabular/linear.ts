import { z } from "zod";
import { foldsOf } from "../evaluate/splits.ts";
import type { Table } from "../table/table.ts";
import { checkFit } from "./checkFit.ts";
import { likeliest, probabilitiesFrom } from "./classifier.ts";
import { type Design, designOf, designRecipe, designRecipeSchema } from "./design.ts";
import type { Estimator, FitOptions, FittedClassifier, FittedFor, FittedRegressor } from "./estimator.ts";
import { columnsOf, frameOf, frameRecipe, frameRecipeSchema } from "./frame.ts";
import { type Coefficients, linearScores, penalised } from "./glm.ts";
import { inSlices } from "./inSlices.ts";
import { readOptions } from "./options.ts";
import { type Pace, pace } from "./pace.ts";
import { type Target, takeTargetRows } from "./target.ts";

const optionsSchema = z.strictObject({
  /** λ of ½λ‖β‖² over standardised features; "auto" takes the best of 0.1 … 1,000 by four-fold cross-validation. */
  penalty: z.union([z.number().positive(), z.literal("auto")]).default("auto"),
  roles: z.record(z.string(), z.enum(["number", "category", "text", "boolean", "date", "id"])).optional(),
});
export type LinearOptions = z.input<typeof optionsSchema>;

const numbers = z.array(z.number());
export const savedLinearSchema = z.object({
  kind: z.literal("linear"),
  recipe: frameRecipeSchema,
  design: designRecipeSchema,
  warnings: z.array(z.string()),
  classes: z.array(z.string()).nullable(),
  penalty: z.number(),
  intercepts: numbers.min(1),
  betas: z.array(numbers).min(1),
});
export type SavedLinear = z.infer<typeof savedLinearSchema>;

const penalties = [0.1, 1, 10, 100, 1000];

/**
 * Linear model with a squared penalty: ridge for values, logistic or multinomial regression for classes. Numbers are
 * standardised (long tails by their logarithm), categories one-hot, missing values columns of their own.
 * Errors: those of `Estimator.fit`; LEARN_OPTION.
 * @example
 * const fitted = await linearModel().fit(table, regressionTarget(prices), { seed: 7 });
 * await fitted.predict(table);
 */
export function linearModel(options: LinearOptions = {}): Estimator {
  const { penalty, roles } = readOptions(optionsSchema, options, "linearModel");
  return {
    name: "linear model",
    async fit<T extends Target>(x: Table, y: T, fitOptions: FitOptions) {
      const weights = checkFit(x, y, fitOptions.weights);
      const slices = pace(fitOptions.signal);
      const { recipe, warnings } = frameRecipe(x, { maxLevels: 100, roles });
      const frame = frameOf(x, recipe);
      const design = designRecipe(frame);
      const rows = designOf(frame, design);
      const { target, unscale } = standardise(y);
      const chosen =
        penalty === "auto" ? await choosePenalty(rows, target, weights, fitOptions, slices) : penalty;
      const { intercepts, betas } = unscale(await penalised(rows, target, weights, chosen, slices));
      fitOptions.onProgress?.({ share: 1, step: `penalty ${chosen}` });
      return fittedLinear({
        kind: "linear",
        recipe,
        design,
        warnings,
        classes: y.task === "classification" ? [...y.classes] : null,
        penalty: chosen,
        intercepts,
        betas: betas.map((beta) => Array.from(beta)),
      }) as FittedFor<T>;
    },
  };
}

/** Values by their mean and deviation, so that a penalty means the same in any unit. */
function standardise(y: Target): { target: Target; unscale(fit: Coefficients): Coefficients } {
  if (y.task === "classification") return { target: y, unscale: (fit) => fit };
  const mean = y.values.reduce((a, b) => a + b, 0) / y.values.length;
  const sd = Math.sqrt(y.values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / y.values.length);
  return {
    target: { task: "regression", values: y.values.map((value) => (value - mean) / sd) },
    unscale: ({ intercepts, betas }) => ({
      intercepts: intercepts.map((a) => mean + sd * a),
      betas: betas.map((beta) => beta.map((b) => sd * b)),
    }),
  };
}

async function choosePenalty(
  x: Design,
  y: Target,
  weights: Float64Array | null,
  { seed, onProgress }: FitOptions,
  slices: Pace,
): Promise<number> {
  if (x.rows < 20) return 1;
  const folds = foldsOf(y, 4, { seed });
  const losses = penalties.map(() => 0);
  for (const [f, { training, heldOut }] of folds.entries()) {
    const [from, to] = [takeDesignRows(x, training), takeDesignRows(x, heldOut)];
    const w = weights && Float64Array.from(training, (row) => weights[row] as number);
    let start: Coefficients | undefined;
    for (let p = penalties.length - 1; p >= 0; p--) {
      const fit = await penalised(
        from,
        takeTargetRows(y, training),
        w,
        penalties[p] as number,
        slices,
        start,
      );
      start = fit;
      losses[p] = (losses[p] as number) + lossOf(linearScores(to, fit), takeTargetRows(y, heldOut));
    }
    onProgress?.({
      share: (f + 1) / (folds.length + 1),
      step: `penalties, part ${f + 1} of ${folds.length}`,
    });
  }
  return penalties[losses.indexOf(Math.min(...losses))] as number;
}

/** Sum of squared errors, or of log-losses. */
function lossOf(scores: readonly Float64Array[], y: Target): number {
  if (y.task === "regression")
    return y.values.reduce((sum, value, i) => sum + (value - (scores[0]?.[i] as number)) ** 2, 0);
  const probabilities = probabilitiesFrom(scores);
  return y.labels.reduce(
    (sum, label, i) => sum - Math.log(Math.max(1e-15, probabilities[i * y.classes.length + label] as number)),
    0,
  );
}

function takeDesignRows(x: Design, rows: Int32Array): Design {
  const start = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => {
    start[i + 1] = (start[i] as number) + (x.start[row + 1] as number) - (x.start[row] as number);
  });
  const index = new Int32Array(start.at(-1) ?? 0);
  const value = new Float64Array(index.length);
  rows.forEach((row, i) => {
    const [from, to] = [x.start[row], x.start[row + 1]];
    index.set(x.index.subarray(from, to), start[i]);
    value.set(x.value.subarray(from, to), start[i]);
  });
  return { rows: rows.length, width: x.width, start, index, value };
}

export function fittedLinear(saved: SavedLinear): FittedRegressor | FittedClassifier {
  const { kind, recipe, design, warnings, classes } = saved;
  const fit = { intercepts: saved.intercepts, betas: saved.betas.map((beta) => Float64Array.from(beta)) };
  const scores = (x: Table) => linearScores(designOf(frameOf(x, recipe), design), fit);
  const shared = { kind, warnings, columns: columnsOf(recipe), toJSON: () => saved, close: async () => {} };
  if (classes === null)
    return {
      ...shared,
      task: "regression",
      predict: (x) => inSlices(x, 1, (part) => scores(part)[0] as Float64Array),
    };
  const predictProbabilities = (x: Table) =>
    inSlices(x, classes.length, (part) => probabilitiesFrom(scores(part)));
  return {
    ...shared,
    task: "classification",
    classes,
    predictProbabilities,
    predict: async (x) => likeliest(await predictProbabilities(x), classes.length),
  };
}
