import { LeptonError } from "@lepton/core";
import { type FeatureRow, featureRows, planRecipe, resolvePeople } from "@lepton/growth";
import type { z } from "zod";
import type { LearnContext } from "../context.ts";
import type { Model, ModelPeople, PredictReply, predictRequest, Reason } from "../contract/model.ts";
import type { Project } from "../contract/project.ts";
import { questionContext } from "../data/questionContext.ts";
import { cellsFromNames, tableOfCells } from "./cells.ts";
import { explainRows } from "./explain.ts";
import { type LoadedModel, loadModelFile } from "./modelFile.ts";
import { inquiryOf } from "./recipeFor.ts";
import { scoresOf } from "./train/board.ts";
import { tableOfRows } from "./train/rows.ts";
import { cellsOf } from "./train/trainModel.ts";

/** Models kept in memory, the latest used. */
const mostLoaded = 8;
const mostExplained = 100;

/** Predictions on request, in the server's own process: models stay loaded. */
export class Predictor {
  readonly #fileOf: (model: string) => string;
  readonly #loaded = new Map<string, Promise<LoadedModel>>();

  constructor(fileOf: (model: string) => string) {
    this.#fileOf = fileOf;
  }

  async load(id: string): Promise<LoadedModel> {
    const known = this.#loaded.get(id);
    this.#loaded.delete(id);
    const loading = known ?? loadModelFile(this.#fileOf(id));
    this.#loaded.set(id, loading);
    loading.catch(() => this.#loaded.delete(id));
    const [oldest] = this.#loaded.keys();
    if (this.#loaded.size > mostLoaded && oldest !== undefined) await this.forget(oldest);
    return loading;
  }
  async forget(id: string): Promise<void> {
    const loading = this.#loaded.get(id);
    this.#loaded.delete(id);
    await loading?.then(({ fitted }) => fitted.close()).catch(() => {});
  }
  async close(): Promise<void> {
    for (const id of [...this.#loaded.keys()]) await this.forget(id);
  }

  /** Errors: FEATURE_UNKNOWN, FEATURE_TYPE, PREDICT_TOO_MANY, those of loading. */
  async predict(
    context: LearnContext,
    project: Project,
    model: Model,
    { features, personIds, explain }: z.output<typeof predictRequest>,
    signal: AbortSignal,
  ): Promise<PredictReply> {
    const loaded = await this.load(model.id);
    const asked = personIds
      ? await rowsOfPeople(context, project, model, loaded, personIds, signal)
      : { rows: null, people: null, unknown: [] };
    const named = features === undefined ? [] : [features].flat();
    const table = asked.rows
      ? tableOfRows(loaded.features, asked.rows)
      : tableOfCells(loaded.features, cellsFromNames(loaded.features, named, Array.isArray(features)));
    if (explain && table.rows > mostExplained) throw tooMany(table.rows);
    const scores = await scoresOf(loaded.fitted, table);
    const explained = explain && table.rows > 0 ? await explainRows(loaded, table, scores) : [];
    const cells = explain && asked.people ? cellsOf(table) : [];
    const { id, name, version, stage } = model;
    return {
      model: { id, name, version, stage },
      items: Array.from(scores, (score, i) => ({
        personId: asked.people?.[i] ?? null,
        score,
        base: explained[i]?.base ?? null,
        reasons: explained[i]?.reasons ?? null,
        features: cells[i]
          ? Object.fromEntries(loaded.features.map((feature, j) => [feature.name, cells[i]?.[j] ?? null]))
          : null,
      })),
      unknown: asked.unknown,
    };
  }
}

/** The features of people as of now, in the order asked for; under any of their ids. */
async function rowsOfPeople(
  context: LearnContext,
  project: Project,
  { recipe }: Model,
  { plan }: LoadedModel,
  personIds: readonly string[],
  signal: AbortSignal,
): Promise<{ rows: FeatureRow[]; people: string[]; unknown: string[] }> {
  const merged = await resolvePeople(questionContext(context, project, signal), personIds);
  const wanted = [...new Set(personIds)].map((id) => ({ id, person: merged.get(id) ?? id }));
  const inquiry = await inquiryOf(context, project, signal, recipe);
  const { predictionMs } = await planRecipe(inquiry, recipe);
  const found = new Map<string, FeatureRow>();
  const asked = {
    recipe,
    plan,
    cutoffMs: predictionMs,
    outcome: false,
    personIds: [...new Set(wanted.map(({ person }) => person))],
  };
  for await (const block of featureRows(inquiry, asked))
    for (const row of block) found.set(row.personId, row);
  const known = wanted.filter(({ person }) => found.has(person));
  return {
    rows: known.map(({ person }) => found.get(person) as FeatureRow),
    people: known.map(({ id }) => id),
    unknown: wanted.filter(({ person }) => !found.has(person)).map(({ id }) => id),
  };
}

function tooMany(rows: number): LeptonError {
  return new LeptonError("PREDICT_TOO_MANY", {
    problem: `At most ${mostExplained} scores are explained at once.`,
    received: `${rows} rows`,
    next: "Send fewer rows, or leave `explain` out.",
    field: "explain",
  });
}

/** People as last scored, highest first. */
export async function scoredPeople(
  { warehouse }: LearnContext,
  project: string,
  model: Model,
  { min, max, limit }: { min?: number; max?: number; limit: number },
): Promise<ModelPeople> {
  const params = { project, model: model.id, min: min ?? -1e300, max: max ?? 1e300, limit };
  const rows = await warehouse.query<{
    id: string;
    label: string;
    score: number;
    reasons: string;
    total: number;
  }>(
    `WITH chosen AS (SELECT person_key, person_id, score, reasons, count() OVER () AS total FROM predictions FINAL
  WHERE project = {project:String} AND model = {model:String} AND score >= {min:Float64} AND score <= {max:Float64}
  ORDER BY score DESC, person_key LIMIT {limit:UInt32})
SELECT chosen.person_id AS id, named.label AS label, chosen.score AS score, chosen.reasons AS reasons, toFloat64(chosen.total) AS total
FROM chosen LEFT ANY JOIN (SELECT person_key, firstNonDefault(toString(properties.name), toString(properties.\`$name\`), toString(properties.username), toString(properties.email), toString(properties.\`$email\`)) AS label
  FROM people FINAL WHERE project = {project:String} AND person_key IN (SELECT person_key FROM chosen)) AS named
  ON chosen.person_key = named.person_key
ORDER BY chosen.score DESC, chosen.person_key`,
    params,
    { readOnly: true },
  );
  return {
    items: rows.map(({ id, label, score, reasons }) => ({
      personId: id,
      label: label || id,
      score,
      reasons: JSON.parse(reasons) as Reason[],
    })),
    total: rows[0]?.total ?? 0,
    scoredAt: model.scoredAt,
  };
}
