import { featureRows, featuresOf, planRecipe, populationSize, recipe as recipeSchema } from "@lepton/growth";
import { z } from "zod";
import type { LearnContext } from "../context.ts";
import type { Model } from "../contract/model.ts";
import type { Project } from "../contract/project.ts";
import { newModelId } from "../meta/models.ts";
import type { LearnChild } from "./child.ts";
import type { TrainOrder, WorkerMessage } from "./messages.ts";
import { inquiryOf, personPropertyOf } from "./recipeFor.ts";
import type { CurvePoint } from "./train/board.ts";

/** What a waiting job was asked to do; it may have been asked of an older Lepton. */
export const trainAsked = z.object({
  recipe: recipeSchema,
  budgetSeconds: z.number(),
  seed: z.number(),
  by: z.string(),
});
export type TrainAsked = z.infer<typeof trainAsked>;

export interface WorkHooks {
  signal: AbortSignal;
  /** Share done in [0, 1]. */
  onProgress(at: { share: number; step: string; secondsLeft: number | null }, line?: string): void;
  onCurve(points: readonly CurvePoint[]): void;
  /** File of a model. */
  fileOf(model: string): string;
  /** The process that works, so that it can be stopped. */
  child(): LearnChild;
}

/** More rows than this teach little and cost time: people are sampled. */
const mostRows = 40_000;
/** Part of the work that reading rows is, roughly. */
const readShare = 0.15;

/** Reads rows, has a model trained in a process of its own, and adds it to the registry as a draft. */
export async function runTraining(
  context: LearnContext,
  project: Project,
  { recipe, budgetSeconds, seed, by }: TrainAsked,
  { signal, onProgress, onCurve, fileOf, child: startChild }: WorkHooks,
): Promise<Model> {
  const inquiry = await inquiryOf(context, project, signal, recipe);
  const { cutoffsMs, features: plan, firstMs, lastMs } = await planRecipe(inquiry, recipe);
  const features = featuresOf(plan);
  const sizes: number[] = [];
  for (const cutoffMs of cutoffsMs) sizes.push(await populationSize(inquiry, recipe, cutoffMs));
  const all = sizes.reduce((a, b) => a + b, 0);
  const perMille = Math.max(1, Math.min(1000, Math.floor((1000 * mostRows) / Math.max(1, all))));
  const id = newModelId();
  const task = recipe.target.kind === "value" ? "regression" : "classification";
  const child = startChild();
  const order: TrainOrder = {
    task,
    plan,
    features,
    cutoffsMs,
    seed,
    budgetSeconds,
    file: fileOf(id),
  };
  await child.send({ kind: "train", order });
  await child.take();
  let read = 0;
  const expected = Math.max(1, (all * perMille) / 1000);
  for (const [cutoff, cutoffMs] of cutoffsMs.entries()) {
    const day = new Date(cutoffMs).toISOString().slice(0, 10);
    onProgress(
      { share: (readShare * read) / expected, step: "features", secondsLeft: null },
      `${sizes[cutoff]} people up to ${day}${perMille < 1000 ? `, ${perMille / 10}% of them drawn` : ""}`,
    );
    for await (const rows of featureRows(inquiry, { recipe, plan, cutoffMs, outcome: true, perMille })) {
      signal.throwIfAborted();
      await child.send({ kind: "rows", cutoff, rows });
      await child.take();
      read += rows.length;
      onProgress({
        share: (readShare * Math.min(read, expected)) / expected,
        step: "features",
        secondsLeft: null,
      });
    }
  }
  await child.send({ kind: "fit" });
  const { result } = await untilTrained(child, ({ share, step, secondsLeft, line, curve }) => {
    if (curve) onCurve(curve);
    onProgress({ share: readShare + share * (1 - readShare), step, secondsLeft }, line);
  });
  signal.throwIfAborted();
  const warnings = [...result.warnings];
  if (recipe.population.cohort !== null)
    warnings.push({
      code: "COHORT_JUDGED_TODAY",
      text: "The population is a cohort as it is today: past cutoffs may know of later events through it.",
    });
  if (perMille < 1000)
    warnings.push({
      code: "PEOPLE_SAMPLED",
      text: `${perMille / 10}% of the people were drawn at random, ${read} of ${all} rows.`,
    });
  return context.meta.models.add(project.id, {
    id,
    name: recipe.name,
    by,
    body: {
      ...result,
      task,
      target: recipe.target.kind,
      horizonDays: recipe.horizonDays,
      personProperty: personPropertyOf(recipe),
      recipe,
      data: { ...result.data, from: new Date(firstMs).toISOString(), to: new Date(lastMs).toISOString() },
      leptonVersion: context.config.version,
      seed,
      budgetSeconds,
      warnings,
    },
  });
}

type Trained = Extract<WorkerMessage, { kind: "trained" }>;
async function untilTrained(
  child: LearnChild,
  onProgress: (progress: Extract<WorkerMessage, { kind: "progress" }>) => void,
): Promise<Trained> {
  for (;;) {
    const message = await child.take();
    if (message.kind === "trained") return message;
    if (message.kind === "progress") onProgress(message);
  }
}
