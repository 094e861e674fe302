import { cohortSql } from "../sql/cohort.ts";
import type { Draft } from "../sql/draft.ts";
import { jsonProperty } from "../sql/property.ts";
import { renderSql } from "../sql/render.ts";
import type { Inquiry } from "../sql/run.ts";
import { sourceSql } from "../sql/source.ts";
import { activeDaysSql, type FeaturePlan, featureDefinitions } from "./definitions.ts";
import { scopeOf } from "./plan.ts";
import type { Recipe } from "./recipe.ts";

/** One person at one cutoff. */
export interface FeatureRow {
  /** Key of the person, as text. */
  person: string;
  personId: string;
  /** Values of the plan's numbers, in order; null: missing. */
  numbers: (number | null)[];
  /** Values of the plan's categories, in order; "": missing. */
  texts: string[];
  /** What happened within the horizon: 1 or 0, or the value. Null when it was not asked for. */
  outcome: number | null;
}
export interface RowsAsked {
  recipe: Recipe;
  plan: FeaturePlan;
  cutoffMs: number;
  /** With the outcome, which must be known. */
  outcome: boolean;
  /** Part of the people, by a hash of their key, in thousandths; default all. */
  perMille?: number;
  /** These people only, whether in the population or not. */
  personIds?: readonly string[];
}

/**
 * The statement behind the features at one cutoff. Features read events before the cutoff and nothing else; the outcome
 * is a join of its own over the horizon, so that neither can see the other's time.
 */
export function featureRowsSql(draft: Draft, asked: RowsAsked): string {
  const { recipe, plan, cutoffMs, outcome, perMille = 1000, personIds } = asked;
  const definitions = featureDefinitions(plan);
  const numbers = definitions.filter(({ type }) => type === "number").map(({ sql }) => sql(draft));
  const texts = definitions.filter(({ type }) => type === "category").map(({ sql }) => sql(draft));
  const before = sourceSql(
    draft,
    { ...scopeOf(recipe, 0, cutoffMs), where: ownRows(draft, personIds) },
    {
      event: "toString(event)",
      id: "distinct_id",
      own_key: "distinct_key",
      age: `(${draft.int(cutoffMs)} - toUnixTimestamp64Milli(ts)) / 86400000`,
      day: `toDate(ts, ${draft.zone})`,
      is_weekend: `toDayOfWeek(ts, 0, ${draft.zone}) >= 6`,
      ...(plan.money
        ? {
            money: `if(event = ${draft.text(plan.money.event)}, ${jsonProperty("properties", plan.money.property).number}, NULL)`,
          }
        : {}),
      ...Object.fromEntries(
        plan.firstTouch.map((key, i) => [
          `first_${i}`,
          `ifNull(${jsonProperty("properties", key).text}, '')`,
        ]),
      ),
    },
  );
  const having = personIds ? ["true"] : populationSql(draft, recipe);
  if (perMille < 1000) having.push(`cityHash64(person_key) % 1000 < ${draft.int(perMille)}`);
  const people = `SELECT person_key, anyIf(id, own_key = person_key) AS own_id, ${activeDaysSql} AS days,
    [${numbers.map((sql) => `CAST(${sql}, 'Nullable(Float64)')`).join(",\n      ")}] AS numbers,
    CAST([${texts.join(", ")}], 'Array(String)') AS texts
  FROM (${before})
  GROUP BY person_key
  HAVING ${having.join(" AND ")}`;
  const ids = draft.facts.hasIdentities
    ? `LEFT ANY JOIN (SELECT person_key, any(person_id) AS person_id FROM identities FINAL
    WHERE project = ${draft.project} GROUP BY person_key) AS named USING (person_key)`
    : "";
  const personId = draft.facts.hasIdentities ? "if(own_id != '', own_id, person_id)" : "own_id";
  const later = outcome
    ? `LEFT ANY JOIN (${outcomeSql(draft, recipe, cutoffMs)}) AS later USING (person_key)`
    : "";
  return `SELECT toString(person_key) AS person, ${personId} AS personId, numbers, texts, ${outcome ? outcomeOf(recipe) : "NULL"} AS outcome
FROM (${people}) AS people
${ids}
${later}
ORDER BY cityHash64(person_key, 7)`;
}

/** Blocks of rows at one cutoff, in an order that is the same for the same data and says nothing of time. */
export async function* featureRows(inquiry: Inquiry, asked: RowsAsked): AsyncGenerator<FeatureRow[]> {
  const { warehouse, limits, signal } = inquiry.facts.context;
  const draft = inquiry.draft();
  const statement = draft.sql(featureRowsSql(draft, asked));
  inquiry.sql.push(renderSql(statement));
  yield* warehouse.stream<FeatureRow>(statement.text, statement.params, {
    ...limits,
    signal,
    readOnly: true,
    integers: "number",
  });
}

/** People in the population at a cutoff. */
export async function populationSize(inquiry: Inquiry, recipe: Recipe, cutoffMs: number): Promise<number> {
  const draft = inquiry.draft();
  const source = sourceSql(draft, scopeOf(recipe, 0, cutoffMs), {
    event: "toString(event)",
    age: `(${draft.int(cutoffMs)} - toUnixTimestamp64Milli(ts)) / 86400000`,
  });
  const [row] = await inquiry.rows<{ n: number }>(
    draft,
    `SELECT toFloat64(count()) AS n FROM (SELECT person_key FROM (${source})
  GROUP BY person_key HAVING ${populationSql(draft, recipe).join(" AND ")})`,
  );
  return row?.n ?? 0;
}

function populationSql(draft: Draft, { population }: Recipe): string[] {
  const { event, withinDays, minTimes, without, cohort } = population;
  const did = [
    ...(event === null ? [] : [`event = ${draft.text(event)}`]),
    ...(withinDays === null ? [] : [`age <= ${draft.bind(withinDays, "Float64")}`]),
  ];
  const parts = [`countIf(${did.length === 0 ? "true" : did.join(" AND ")}) >= ${draft.int(minTimes)}`];
  if (without !== null) parts.push(`countIf(event = ${draft.text(without)}) = 0`);
  if (cohort !== null) parts.push(cohortSql(draft, cohort, "person_key"));
  return parts;
}

function outcomeSql(draft: Draft, recipe: Recipe, cutoffMs: number): string {
  const { target, horizonDays } = recipe;
  const scope = scopeOf(recipe, cutoffMs, cutoffMs + horizonDays * 86_400_000);
  const selectors = [{ event: target.event }];
  const value = target.kind === "value" ? jsonProperty("properties", target.property).number : "1";
  const source = sourceSql(draft, { ...scope, selectors }, { amount: `ifNull(${value}, 0)` });
  return `SELECT person_key, toFloat64(sum(amount)) AS amount FROM (${source}) GROUP BY person_key`;
}

/** Whoever has no row in the join has 0. */
function outcomeOf({ target }: Recipe): string {
  if (target.kind === "value") return "amount";
  return target.kind === "event" ? "toFloat64(amount > 0)" : "toFloat64(amount = 0)";
}

/** Rows of these people under any of their ids. */
function ownRows(draft: Draft, personIds: readonly string[] | undefined): string[] {
  if (personIds === undefined) return [];
  const keys = `(SELECT cityHash64(arrayJoin(${draft.bind([...personIds], "Array(String)")})))`;
  if (!draft.facts.hasIdentities) return [`distinct_key IN ${keys}`];
  return [
    `(distinct_key IN ${keys} OR distinct_key IN (SELECT distinct_key FROM identities FINAL
      WHERE project = ${draft.project} AND person_key IN ${keys}))`,
  ];
}
