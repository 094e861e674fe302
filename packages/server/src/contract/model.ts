import { z } from "zod";
import { id, instant, limit } from "./common.ts";
import { recipe } from "./growth.ts";
import { modelHealth, modelReference } from "./monitor.ts";
import { personId } from "./person.ts";

/** Ready recipes, filled in from the project's data. */
export const readyRecipe = z.enum(["churn", "conversion", "lifetime-value"]);
export const recipeProposal = z.object({
  id: readyRecipe,
  /** Null: this project's data does not allow it, `problem` says why. */
  recipe: recipe.nullable(),
  problem: z.object({ code: z.string(), problem: z.string(), next: z.string() }).nullable(),
  /** Facts the proposal rests on, e.g. `{ gapDays90: 84 }`: the 90% quantile of days between two uses. */
  basis: z.record(z.string(), z.number()),
});
export const recipeList = z.object({ items: z.array(recipeProposal) });

/** Starts training; the reply is a `Job` whose `result` is the model's id once it is done. */
export const trainRequest = z.strictObject({
  /** A ready recipe by name, or a whole one. */
  recipe: z.union([readyRecipe, recipe]),
  /** Changes the horizon of a ready recipe. */
  horizonDays: z.int().min(1).max(730).optional(),
  /** Seconds for the search over models; the whole job takes some more. */
  budgetSeconds: z.int().min(5).max(3600).default(60),
  seed: z.int().min(0).max(2_147_483_647).default(1),
});

export const modelStage = z.enum(["draft", "published", "retired"]);
/** `classification`: the score is a probability in [0, 1]. `regression`: a number in `unit`. */
export const modelTask = z.enum(["classification", "regression"]);

/** An estimate on people and times the model has not seen. */
export const measured = z.object({
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  level: z.number(),
  n: z.number(),
});
export const leaderboardRow = z.object({
  name: z.string(),
  /** Baselines: the majority or mean, and recency alone. */
  baseline: z.boolean(),
  /** The row the model is made of. */
  chosen: z.boolean(),
  /** By name: `auc`, `logLoss`, `brier`, `accuracy` or `rmse`, `mae`, `r2`. */
  metrics: z.record(z.string(), measured),
  seconds: z.number(),
  /** Why it has no metrics. */
  problem: z.string().nullable(),
});
/** What a prediction needs: one entry per feature. */
export const modelInput = z.object({
  name: z.string(),
  type: z.enum(["number", "category", "boolean"]),
  /** What it counts, in English. */
  description: z.string(),
  /** `days`, `events`, `money` …; null where it has none. */
  unit: z.string().nullable(),
  /** Numbers: range and middle in training. */
  min: z.number().nullable(),
  median: z.number().nullable(),
  max: z.number().nullable(),
  /** Categories seen in training, most frequent first; at most 50. */
  categories: z.array(z.string()).nullable(),
});
/** Share of the model's skill that is lost when a feature is shuffled among the test's rows. */
export const driver = z.object({
  feature: z.string(),
  importance: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Whether the score rises or falls with it; null: neither clearly, or no number. */
  direction: z.enum(["up", "down"]).nullable(),
});
export const modelWarning = z.object({
  code: z.string(),
  text: z.string(),
  /** The feature it is about. */
  feature: z.string().optional(),
});
const point = z.object({ x: z.number(), y: z.number() });
/** On the test's rows; null for regression. */
export const modelCurves = z.object({
  roc: z.array(point).nullable(),
  /** x: share of people, highest scores first; y: share of those it happened to. */
  gain: z.array(point).nullable(),
  /** The same for the verdict's baseline; absent where it was not kept. */
  baselineGain: z.array(point).nullable().optional(),
  /** Ten groups of rising score: what was predicted, what happened. */
  calibration: z
    .array(
      z.object({
        predicted: z.number(),
        observed: z.number(),
        low: z.number(),
        high: z.number(),
        n: z.number(),
      }),
    )
    .nullable(),
});
/**
 * Whether the model is worth having: `better` when it beats recency alone beyond chance, on the test's rows.
 * `difference`: how much better in the headline metric, positive is better.
 */
export const verdict = z.object({
  code: z.enum(["better", "noBetterThanRecency", "noBetterThanConstant"]),
  text: z.string(),
  /** The baseline compared with. */
  baseline: z.string(),
  metric: z.string(),
  difference: measured.nullable(),
});
export const modelSummary = z.object({
  id,
  name: z.string(),
  version: z.number(),
  stage: modelStage,
  task: modelTask,
  /** `churn`-like questions by their target: `noEvent`, `event`, `value`. */
  target: z.enum(["noEvent", "event", "value"]),
  horizonDays: z.number(),
  /** The measure the leaderboard is sorted by. */
  headline: measured.extend({ metric: z.string() }),
  verdict,
  /** Name of the estimator that won. */
  estimator: z.string(),
  rows: z.number(),
  /** Person property its scores are written to, e.g. `lepton_churn_risk`. */
  personProperty: z.string(),
  /** Last time everybody was scored, and how many. */
  scoredAt: instant.nullable(),
  scoredPeople: z.number().nullable(),
  /** How it does, as of the last scoring; null: not checked yet. */
  health: modelHealth.nullable(),
  createdBy: z.string(),
  createdAt: instant,
  publishedAt: instant.nullable(),
});
export const model = modelSummary.extend({
  recipe,
  data: z.object({
    rows: z.number(),
    people: z.number(),
    /** Mean of the outcome: the share it happened to, or the mean value. */
    outcomeMean: z.number(),
    /** The cutoffs; the last one is the test. */
    cutoffs: z.array(z.object({ at: instant, rows: z.number(), outcomeMean: z.number() })),
    /** First and last event the rows were made from. */
    from: instant,
    to: instant,
    /** SHA-256 of the rows: the same data gives the same one. */
    hash: z.string(),
    trainRows: z.number(),
    testRows: z.number(),
  }),
  leptonVersion: z.string(),
  seed: z.number(),
  budgetSeconds: z.number(),
  trainSeconds: z.number(),
  parameters: z.record(z.string(), z.unknown()),
  leaderboard: z.array(leaderboardRow),
  inputs: z.array(modelInput),
  /** Most important first. */
  drivers: z.array(driver),
  curves: modelCurves,
  /** What later scorings are held against; absent in models of an older Lepton. */
  reference: modelReference.optional(),
  /** What the data may be hiding: leaking or constant features, few rows, cohorts judged today. */
  warnings: z.array(modelWarning),
});
/** Every version of every model, newest first. */
export const modelList = z.object({ items: z.array(modelSummary) });
/** A model by its id, or by its name: its published version, else its newest. */
export const modelKey = z.string().min(1).max(64);
export const modelCard = z.object({ markdown: z.string() });
export const publishRequest = z.strictObject({
  /** Publish although it is no better than a baseline. */
  anyway: z.boolean().default(false),
});

const scalar = z.union([z.number(), z.string().max(1_000), z.boolean(), z.null()]);
/** One feature row; missing features count as unknown. Names and types are the model's `inputs`. */
export const featureRow = z.record(z.string().max(300), scalar);
export const predictRequest = z
  .strictObject({
    /** One row, or several. */
    features: z.union([featureRow, z.array(featureRow).min(1).max(10_000)]).optional(),
    /** People as they are now; their features are read from their events. */
    personIds: z.array(personId).min(1).max(1_000).optional(),
    /** With the reasons of each score; at most 100 rows. */
    explain: z.boolean().default(false),
  })
  .refine(({ features, personIds }) => (features === undefined) !== (personIds === undefined), {
    path: ["features"],
    message: "give either features or personIds",
  });
/** Shapley value: what this feature's value adds to the score, beside the average person. */
export const reason = z.object({ feature: z.string(), value: scalar, effect: z.number() });
export const predictReply = z.object({
  model: z.object({ id, name: z.string(), version: z.number(), stage: modelStage }),
  items: z.array(
    z.object({
      personId: z.string().nullable(),
      score: z.number(),
      /** Score of the average person: `score` = `base` + sum of all effects; null unless explained. */
      base: z.number().nullable(),
      /** Largest effects first; null unless explained. */
      reasons: z.array(reason).nullable(),
      /** The row that was read for a person, when explained: what a what-if begins with. */
      features: featureRow.nullable().optional(),
    }),
  ),
  /** Asked-for people without any event. */
  unknown: z.array(z.string()),
});
export const modelPeopleQuery = z.object({
  min: z.coerce.number().optional(),
  max: z.coerce.number().optional(),
  limit,
});
/** People as last scored, highest first; the 300 highest with their reasons, `predict` tells anybody's. */
export const modelPeople = z.object({
  items: z.array(
    z.object({ personId: z.string(), label: z.string(), score: z.number(), reasons: z.array(reason) }),
  ),
  /** People who fit, of all scored. */
  total: z.number(),
  scoredAt: instant.nullable(),
});

/** What a published model says of one person, as last scored. */
export const personPrediction = z.object({
  model: modelSummary,
  /** Null: the last scoring did not meet this person (they were outside the model's population), or there was none. */
  score: z.number().nullable(),
  /** When everybody was scored last; null: never. */
  scoredAt: instant.nullable(),
  /** Share of the scored people whose score is at most this one, in (0, 1]. */
  percentile: z.number().nullable(),
  /** People scored. */
  scored: z.number(),
  /**
   * What happened to the tenth of the test's people who had such a score: share with its interval. Null where the
   * score is no probability.
   */
  observed: measured.nullable(),
});
/** Every published model, by name. */
export const personPredictions = z.object({ items: z.array(personPrediction) });

/** How to run a model's ONNX file without Lepton. */
export const onnxUsage = z.object({
  /** Name of the file. */
  file: z.string(),
  /** Columns of its inputs, in order: `numbers` float64 (NaN: unknown), `categories` string ("": unknown). */
  numbers: z.array(z.string()),
  categories: z.array(z.string()),
  /** A typical person. */
  row: featureRow,
  /** What the server says of that row; the file gives the same to 1e-4. */
  score: z.number(),
  /** Programs that print it. */
  node: z.string(),
  python: z.string(),
});

export type ReadyRecipe = z.infer<typeof readyRecipe>;
export type RecipeProposal = z.infer<typeof recipeProposal>;
export type RecipeList = z.infer<typeof recipeList>;
export type TrainRequest = z.input<typeof trainRequest>;
export type ModelStage = z.infer<typeof modelStage>;
export type ModelTask = z.infer<typeof modelTask>;
export type Measured = z.infer<typeof measured>;
export type LeaderboardRow = z.infer<typeof leaderboardRow>;
export type ModelInput = z.infer<typeof modelInput>;
export type Driver = z.infer<typeof driver>;
export type ModelWarning = z.infer<typeof modelWarning>;
export type ModelCurves = z.infer<typeof modelCurves>;
export type Verdict = z.infer<typeof verdict>;
export type ModelSummary = z.infer<typeof modelSummary>;
export type Model = z.infer<typeof model>;
export type ModelList = z.infer<typeof modelList>;
export type ModelCard = z.infer<typeof modelCard>;
export type PublishRequest = z.input<typeof publishRequest>;
export type FeatureRow = z.infer<typeof featureRow>;
export type PredictRequest = z.input<typeof predictRequest>;
export type Reason = z.infer<typeof reason>;
export type PredictReply = z.infer<typeof predictReply>;
export type ModelPeopleQuery = z.input<typeof modelPeopleQuery>;
export type ModelPeople = z.infer<typeof modelPeople>;
export type PersonPrediction = z.infer<typeof personPrediction>;
export type PersonPredictions = z.infer<typeof personPredictions>;
export type OnnxUsage = z.infer<typeof onnxUsage>;
