import type { LearnContext } from "../context.ts";
import type { Measured, Model, PersonPrediction } from "../contract/model.ts";
import { modelSummary } from "../contract/model.ts";
import { level } from "./train/measures.ts";

/** Scores of one person as last stored, with their place among everybody scored. One row per model that met them. */
async function storedScores(
  { warehouse }: LearnContext,
  project: string,
  models: readonly string[],
  person: string,
): Promise<Map<string, { score: number; percentile: number; scored: number }>> {
  const rows = await warehouse.query<{
    model: string;
    score: number | null;
    below: number;
    scored: number;
  }>(
    `WITH mine AS (SELECT model, score FROM predictions FINAL
  WHERE project = {project:String} AND model IN {models:Array(String)}
    AND person_key = cityHash64({person:String}) AND person_id = {person:String})
SELECT everybody.model AS model, anyOrNull(mine.score) AS score, toFloat64(countIf(everybody.score <= mine.score)) AS below, toFloat64(count()) AS scored
FROM (SELECT model, score FROM predictions FINAL WHERE project = {project:String} AND model IN {models:Array(String)}) AS everybody
JOIN mine ON everybody.model = mine.model
GROUP BY everybody.model`,
    { project, models: [...models], person },
    { readOnly: true },
  );
  return new Map(
    rows.flatMap(({ model, score, below, scored }) =>
      score === null ? [] : [[model, { score, percentile: below / scored, scored }]],
    ),
  );
}

/** Published models with what they say of a person, under the id their scores are stored with. */
export async function predictionsOf(
  context: LearnContext,
  project: string,
  person: string,
): Promise<PersonPrediction[]> {
  const published = (await context.meta.models.list(project))
    .filter(({ stage }) => stage === "published")
    .sort((a, b) => a.name.localeCompare(b.name));
  const scored = published.filter(({ scoredAt }) => scoredAt !== null).map(({ id }) => id);
  const stored = scored.length === 0 ? new Map() : await storedScores(context, project, scored, person);
  return published.map((model): PersonPrediction => {
    const found = stored.get(model.id);
    return {
      model: modelSummary.parse(model),
      score: found?.score ?? null,
      scoredAt: model.scoredAt,
      percentile: found?.percentile ?? null,
      scored: found?.scored ?? model.scoredPeople ?? 0,
      observed: found === undefined ? null : observedAt(model, found.score),
    };
  });
}

/**
 * What happened to people of the test with about this score: the group of the calibration curve whose mean prediction
 * lies nearest. Unit: share; interval: Wilson's, as in the curve. Null for a regression.
 */
export function observedAt(
  { curves: { calibration } }: Pick<Model, "curves">,
  score: number,
): Measured | null {
  const [nearest] = [...(calibration ?? [])].sort(
    (a, b) => Math.abs(a.predicted - score) - Math.abs(b.predicted - score),
  );
  if (nearest === undefined) return null;
  const { observed, low, high, n } = nearest;
  return { value: observed, low, high, level, n };
}
