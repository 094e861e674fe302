import { featureRows, planRecipe, populationSize } from "@lepton/growth";
import type { LearnContext } from "../context.ts";
import type { Model } from "../contract/model.ts";
import type { Project } from "../contract/project.ts";
import type { ScoreSample } from "../meta/modelChecks.ts";
import type { ScoredRow } from "./messages.ts";
import { readModelFile } from "./modelFile.ts";
import { watchModel } from "./monitor/watch.ts";
import { inquiryOf } from "./recipeFor.ts";
import { personShare } from "./train/rows.ts";
import type { WorkHooks } from "./work.ts";

/** Reasons kept with each score. */
const keptReasons = 3;
/** People with the highest scores, whose reasons are kept; anybody's are told on request. */
const mostExplained = 300;
/** People whose score is kept until what happened is known, about; drawn by their id, the same ones every time. */
const mostJudged = 5_000;

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
  await child.send({ kind: "score", file: fileOf(model.id), reference: model.reference ?? null });
  await child.take();
  const at = new Date();
  const version = at.getTime();
  const store = (rows: readonly ScoredRow[], of: number) =>
    warehouse.insert(
      "predictions",
      rows.map(({ personId, score, reasons }) => ({
        project: project.id,
        model: model.id,
        person_id: personId,
        score,
        reasons: JSON.stringify(reasons),
        cutoff: new Date(predictionMs).toISOString().slice(0, 23).replace("T", " "),
        version: of,
      })),
    );
  let done = 0;
  const sample: ScoreSample = [];
  const sampleShare = mostJudged / expected;
  for await (const rows of featureRows(inquiry, { recipe, plan, cutoffMs: predictionMs, outcome: false })) {
    signal.throwIfAborted();
    await child.send({ kind: "rows", cutoff: 0, rows });
    const message = await child.take();
    if (message.kind !== "scored") continue;
    await store(message.rows, version);
    await tellPeople(
      context,
      project.id,
      message.rows.map(({ personId, score }) => ({ personId, set: { [personProperty]: rounded(score) } })),
    );
    done += rows.length;
    for (const { personId, score } of message.rows)
      if (personShare(personId, 0) < sampleShare) sample.push([personId, score]);
    onProgress({ share: Math.min(0.7, (0.7 * done) / expected), step: "score", secondsLeft: null });
  }
  onProgress({ share: 0.7, step: "explain", secondsLeft: null }, `${done} people scored`);
  await child.send({ kind: "explain", most: mostExplained, reasons: keptReasons });
  const highest = await child.take();
  // Written over the rows above, which hold the score without its reasons.
  if (highest.kind === "scored") await store(highest.rows, version + 1);
  signal.throwIfAborted();
  await forgetOthers(context, project.id, personProperty, { model: model.id, version });
  await meta.models.scored(project.id, model.id, done, at);
  onProgress({ share: 0.95, step: "monitor", secondsLeft: null });
  await child.send({ kind: "observe" });
  const seen = await child.take();
  const observed = seen.kind === "observed" ? seen.observed : null;
  await watchModel(context, project.id, model, {
    inquiry,
    plan,
    scoring: { at, cutoffMs: predictionMs, people: done, observed, sample },
  });
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
         WHERE project = {project:String} AND model = {model:String} AND version >= {version:UInt64})`,
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
