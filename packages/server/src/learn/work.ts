import { featureRows, featuresOf, planRecipe, populationSize, type Recipe } from "@lepton/growth";
import type { LearnContext } from "../context.ts";
import type { Model } from "../contract/model.ts";
import type { Project } from "../contract/project.ts";
import { newModelId } from "../meta/models.ts";
import type { LearnChild } from "./child.ts";
import type { TrainOrder, WorkerMessage } from "./messages.ts";
import { readModelFile } from "./modelFile.ts";
import { inquiryOf, personPropertyOf } from "./recipeFor.ts";

/** What a waiting job was asked to do. */
export interface TrainAsked {
  recipe: Recipe;
  budgetSeconds: number;
  seed: number;
  by: string;
}

export interface WorkHooks {
  signal: AbortSignal;
  /** Share done in [0, 1]. */
  onProgress(at: { share: number; step: string; secondsLeft: number | null }, line?: string): void;
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
  { signal, onProgress, fileOf, child: startChild }: WorkHooks,
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
  const { result } = await untilTrained(child, ({ share, step, secondsLeft, line }) =>
    onProgress({ share: readShare + share * (1 - readShare), step, secondsLeft }, line),
  );
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

/** Reasons kept with each score. */
const keptReasons = 3;

/**
 * Scores everybody in the model's population as of now: rows of `predictions`, and the score as a person property, so
 * that every question, cohort and survey can use it. People who left the population keep no old score.
 */
export async function runScoring(
  context: LearnContext,
  project: Project,
  model: Model,
  { signal, onProgress, fileOf, child: startChild }: WorkHooks,
): Promise<number> {
  const { warehouse, meta } = context;
  const { recipe, personProperty } = model;
  const inquiry = await inquiryOf(context, project, signal, recipe);
  const { predictionMs } = await planRecipe(inquiry, recipe);
  const { plan } = await readModelFile(fileOf(model.id));
  const expected = Math.max(1, await populationSize(inquiry, recipe, predictionMs));
  const child = startChild();
  await child.send({ kind: "score", file: fileOf(model.id), reasons: keptReasons });
  await child.take();
  const at = new Date();
  const version = at.getTime();
  let done = 0;
  for await (const rows of featureRows(inquiry, { recipe, plan, cutoffMs: predictionMs, outcome: false })) {
    signal.throwIfAborted();
    await child.send({ kind: "rows", cutoff: 0, rows });
    const message = await child.take();
    if (message.kind !== "scored") continue;
    await warehouse.insert(
      "predictions",
      message.rows.map(({ personId, score, reasons }) => ({
        project: project.id,
        model: model.id,
        person_id: personId,
        score,
        reasons: JSON.stringify(reasons),
        cutoff: new Date(predictionMs).toISOString().slice(0, 23).replace("T", " "),
        version,
      })),
    );
    await tellPeople(
      context,
      project.id,
      message.rows.map(({ personId, score }) => ({ personId, set: { [personProperty]: rounded(score) } })),
    );
    done += rows.length;
    onProgress({ share: Math.min(0.95, done / expected), step: "score", secondsLeft: null });
  }
  await forgetOthers(context, project.id, personProperty, { model: model.id, version });
  await meta.models.scored(project.id, model.id, done, at);
  return done;
}

/** Digits that a score has on a person: more would be noise. */
const rounded = (score: number) => Number(score.toPrecision(4));

const peoplePerWrite = 2_000;

async function tellPeople(
  { warehouse }: LearnContext,
  project: string,
  people: readonly { personId: string; set?: Record<string, number>; unset?: string[] }[],
): Promise<void> {
  const now = Date.now();
  for (let from = 0; from < people.length; from += peoplePerWrite)
    await warehouse.write(
      people.slice(from, from + peoplePerWrite).map(({ personId, set, unset }) => ({
        project,
        event: "$set",
        distinctId: personId,
        ts: now,
        receivedAt: now,
        properties: {},
        ...(set ? { set } : {}),
        ...(unset ? { unset } : {}),
      })),
      { peopleOnly: true },
    );
}

/** Takes the property from people whom the latest scoring did not score, and their rows of earlier ones. */
async function forgetOthers(
  context: LearnContext,
  project: string,
  property: string,
  latest: { model: string; version: number },
): Promise<void> {
  const gone = await context.warehouse.query<{ id: string }>(
    `SELECT person_id AS id FROM people FINAL WHERE project = {project:String}
       AND isNotNull(getSubcolumn(properties, {property:String}))
       AND person_key NOT IN (SELECT person_key FROM predictions FINAL
         WHERE project = {project:String} AND model = {model:String} AND version = {version:UInt64})`,
    { project, property, ...latest },
  );
  await tellPeople(
    context,
    project,
    gone.map(({ id }) => ({ personId: id, unset: [property] })),
  );
  await context.warehouse.command(
    "DELETE FROM predictions WHERE project = {project:String} AND model = {model:String} AND version < {version:UInt64}",
    { project, ...latest },
  );
}

/** Takes a model's scores away: from the people, too, unless another version wrote them since. */
export async function removeScores(context: LearnContext, project: string, model: Model): Promise<void> {
  if (model.scoredAt === null) return;
  await context.warehouse.command(
    "DELETE FROM predictions WHERE project = {project:String} AND model = {model:String}",
    { project, model: model.id },
  );
}
