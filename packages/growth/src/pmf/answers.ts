import { sentSql, surveyEvents, textOf } from "../feedback/surveyEvents.ts";
import type { Breakdown, QuestionOf } from "../schema/question.ts";
import { bucketSql } from "../sql/bucket.ts";
import type { Draft } from "../sql/draft.ts";
import { personKeySql } from "../sql/person.ts";
import type { Buckets, Span } from "../sql/range.ts";

/**
 * How people say it, by pattern over the folded text: Lepton's own values, the texts of PostHog's template, Chinese.
 * Checked in this order, so that "not very disappointed" is a `not`. Without backslashes, which placeholders escape.
 */
const wordings = {
  na: "^(n/?a([^a-z]|$)|not applicable|(i )?no longer use|不适用|不再使用|我?已经?不再?使?用)",
  not: "^(not([^a-z]|$)|(会?(感到|觉得)?)?(不会?|不太|没有?|完全不|一点也?不)(感到|觉得)?失望)",
  somewhat:
    "^(somewhat|a little|a bit|slightly|会?(感到|觉得)?(有点|有些|有一点|比较|稍微|略微|略)儿?(感到|觉得)?失望)",
  very: "^(very|extremely|会?(感到|觉得)?(非常|很|十分|极其|极度|特别)(感到|觉得)?失望)",
} as const;

/** Answers that enter or leave the score. */
export type FitLevel = "very" | "somewhat" | "not" | "na" | "unqualified";

type Asked = Pick<QuestionOf<"pmfScore">, "filter" | "excludeInternal" | "surveyId" | "qualification"> & {
  breakdown?: Breakdown;
};

/** Answers of the four-question survey, unjudged: `said` is very, somewhat, not, na or '' (not understood). */
export function saidSql(
  draft: Draft,
  asked: Asked,
  span: Span,
  columns: Record<string, string> = {},
): string {
  const { filter, excludeInternal, surveyId, breakdown } = asked;
  return sentSql(
    draft,
    { kind: "pmf", surveyId, filter, excludeInternal, breakdown, span },
    { said: saidOf(draft), ...columns },
  );
}

/** What an answer to the first question says, in the scope of the events table: very, somewhat, not, na or ''. */
export function saidOf(draft: Draft): string {
  const folded = `lowerUTF8(${textOf(["$survey_response_disappointment", "$survey_response"])})`;
  const cases = Object.entries(wordings).map(
    ([said, pattern]) => `match(${folded}, ${draft.text(pattern)}), '${said}'`,
  );
  return `multiIf(${cases.join(", ")}, '')`;
}

/**
 * Answers with what they count as: `level` is a `FitLevel`. Whoever answered N/A stays so; the others are qualified
 * when, up to the moment of the answer, they did the core event at least `minUses` times and did anything within the
 * days before. Elapsed days of 24 hours, both edges included. Survey events are no use of the product.
 */
export function judgedSql(
  draft: Draft,
  asked: Asked,
  span: Span,
  columns: Record<string, string> = {},
): string {
  const { event, minUses, activeWithinDays } = asked.qualification;
  const said = saidSql(draft, asked, span, columns);
  const isCore = event === null ? "true" : `used.event = ${draft.text(event)}`;
  const since = `asked.ts - toIntervalSecond(${draft.int(activeWithinDays * 86_400)})`;
  return `SELECT * EXCEPT (said), if(said = 'na' OR uuid IN (
    SELECT asked.uuid
    FROM (SELECT ${personKeySql(draft)} AS person_key, ts, event FROM events
      WHERE project = ${draft.project} AND ts < ${draft.instant(span.toMs)}
        AND NOT has(${draft.bind([...surveyEvents], "Array(String)")}, event)) AS used
    INNER JOIN (SELECT person_key, ts, uuid FROM (${said})) AS asked ON used.person_key = asked.person_key
    WHERE used.ts <= asked.ts
    GROUP BY asked.uuid
    HAVING countIf(${isCore}) >= ${draft.int(minUses)} AND countIf(used.ts >= ${since}) > 0
  ), said, 'unqualified') AS level
  FROM (${said})
  WHERE said != ''`;
}

/** `bucket` of an answer, for the trend. */
export const bucketColumn = (draft: Draft, buckets: Buckets): Record<string, string> => ({
  bucket: bucketSql(draft, buckets, "ts"),
});
