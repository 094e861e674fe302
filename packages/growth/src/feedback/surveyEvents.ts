import type { Breakdown } from "../schema/question.ts";
import { splitSourceSql } from "../sql/breakdown.ts";
import type { Draft } from "../sql/draft.ts";
import { personIdSql } from "../sql/person.ts";
import { path } from "../sql/property.ts";
import { type SourceScope, sourceSql } from "../sql/source.ts";

/** Events of the survey widget, as PostHog names them; they are no use of the product. */
export const surveyEvents = ["survey shown", "survey dismissed", "survey sent"] as const;

export interface SurveyScope extends Omit<SourceScope, "selectors"> {
  kind: "nps" | "csat" | "ces" | "pmf";
  surveyId?: string;
  breakdown?: Breakdown;
}

/** First of the properties that has a text, trimmed; '' when none has. */
export function textOf(keys: readonly string[]): string {
  const texts = keys.map((key) => `trim(toString(${path("properties", key)}))`);
  return texts
    .slice(0, -1)
    .reduceRight((rest, text) => `if(${text} != '', ${text}, ${rest})`, texts.at(-1) ?? "''");
}

/** PostHog's own surveys carry no kind: they are named by their id. */
function isSurvey(draft: Draft, { kind, surveyId }: SurveyScope): string {
  const carried = textOf(["$survey_kind"]);
  if (surveyId === undefined) return `${carried} = ${draft.text(kind)}`;
  return `${textOf(["$survey_id"])} = ${draft.text(surveyId)} AND ${carried} IN ('', ${draft.text(kind)})`;
}

/**
 * Answers as sent, one line each: `person_key`, `person_id`, `ts`, `uuid`, `is_simulated`, `value` (of the breakdown; '' where missing)
 * and the given columns.
 */
export function sentSql(draft: Draft, scope: SurveyScope, columns: Record<string, string>): string {
  return splitSourceSql(
    draft,
    {
      ...scope,
      selectors: [{ event: "survey sent" }],
      where: [...(scope.where ?? []), isSurvey(draft, scope)],
    },
    {
      uuid: "uuid",
      person_id: personIdSql(draft),
      is_simulated: `${textOf(["$simulated"])} = 'true'`,
      ...columns,
    },
    scope.breakdown,
  );
}

/** Times the survey was shown in the scope; one row with `shown`. */
export function shownSql(draft: Draft, scope: SurveyScope): string {
  return `SELECT toFloat64(count()) AS shown FROM (${sourceSql(draft, {
    ...scope,
    selectors: [{ event: "survey shown" }],
    where: [...(scope.where ?? []), isSurvey(draft, scope)],
  })})`;
}

/** What is left of each person in a window (all rows, or each bucket): their latest answer, ties by uuid. */
export function latestSql(rows: string, columns: readonly string[], by: readonly string[] = []): string {
  const keys = ["person_key", ...by].join(", ");
  const latest = columns.map((column) => `argMax(${column}, (ts, uuid)) AS ${column}_`);
  const names = columns.map((column) => `${column}_ AS ${column}`);
  return `SELECT ${[keys, "at AS ts", ...names].join(", ")} FROM (
    SELECT ${[keys, "max(ts) AS at", ...latest].join(", ")} FROM (${rows}) GROUP BY ${keys})`;
}

/**
 * Each person's latest answer of every bucket, and whether it is the latest of all (`is_last`): one reading serves the
 * trend and the score.
 */
export function latestByBucketSql(rows: string, columns: readonly string[]): string {
  return `SELECT bucket, ${columns.join(", ")},
    row_number() OVER (PARTITION BY person_key ORDER BY ts DESC, uuid DESC) = 1 AS is_last
  FROM (${latestSql(rows, [...columns, "uuid"], ["bucket"])})`;
}
