import { type Estimate, LeptonError } from "@lepton/core";
import { type CountedInBucket, countLatest, ofRange } from "../feedback/latestCounts.ts";
import { answersOf, scoreOf } from "../feedback/score.ts";
import { latestSql, type SurveyScope, sentSql, shownSql, textOf } from "../feedback/surveyEvents.ts";
import type { QuestionOf } from "../schema/question.ts";
import type { ResultOf } from "../schema/result.ts";
import { bucketSql } from "../sql/bucket.ts";
import type { Draft } from "../sql/draft.ts";
import type { Buckets, Span } from "../sql/range.ts";
import { bucketIndex, type Inquiry } from "../sql/run.ts";
import { byTopValue, labelSql } from "../sql/topValues.ts";
import { defineQuestion } from "./define.ts";

type Survey = QuestionOf<"survey">;

/** Fewer answers show a direction at best; a lower response rate may hear a special few. */
const fewAnswers = 30;
const lowResponseRate = 0.05;
const commentsShown = 100;

/**
 * NPS, CSAT or CES from `survey sent` events. A response is a whole number of the scale; the rest are listed as
 * invalid. Whoever gave a score and closed the comment box after it (`$survey_completed: false`) has answered: only
 * answers without a score are partial. Of a person the latest response of the window counts: the range for the score, the
 * bucket for the trend.
 */
export const survey = defineQuestion({
  kind: "survey",
  async answer(inquiry, question) {
    const span = await inquiry.span(question.range);
    const buckets = inquiry.buckets(span, question.interval);
    const answers = await answersByValue(inquiry, question, span, buckets);
    const counted = ofRange(answers);
    const groups = question.breakdown ? byTopValue(counted, question.breakdown.limit) : new Map();
    const score = scoreOf(question.survey, tally(counted));
    const { sent, valid } = await sentCounts(inquiry, question, span, buckets);
    const shown = await shownCount(inquiry, question, span);
    warnOf(inquiry, score, sent, shown);
    return {
      kind: "survey",
      survey: question.survey,
      score,
      distribution: answersOf(question.survey).map((answer) => ({
        answer,
        count: tally(counted).get(answer) ?? 0,
      })),
      trend: buckets.list.map((bucket, i) => ({
        ...bucket,
        score: scoreOf(question.survey, tally(answers.filter((row) => row.bucket === i))),
      })),
      breakdown: [...groups].map(([value, rows]) => ({
        value,
        score: scoreOf(question.survey, tally(rows)),
      })),
      invalid: sent - valid,
      repeats: valid - score.n,
      simulated: counted.reduce((sum, row) => sum + row.simulated, 0),
      shown,
      comments: await commentsOf(inquiry, question, span, buckets),
    };
  },
  async people(inquiry, question, point) {
    const span = await inquiry.span(question.range);
    const buckets = inquiry.buckets(span, question.interval);
    const draft = inquiry.draft();
    const where = [`answer IN ${draft.bind(answersNamed(question, point.answer), "Array(String)")}`];
    if (question.breakdown && point.breakdown !== null) {
      const counted = ofRange(await answersByValue(inquiry, question, span, buckets));
      const labels = byTopValue(counted, question.breakdown.limit).keys();
      where.push(labelSql(draft, point.breakdown, labels));
    }
    if (point.bucket !== null) where.push(`bucket = ${draft.int(bucketIndex(buckets, point.bucket))}`);
    const rows = validSql(draft, question, span, buckets);
    return {
      draft,
      text: `SELECT person_key FROM (${latestSql(rows, ["answer", "value"], point.bucket === null ? [] : ["bucket"])})
WHERE ${where.join(" AND ")}`,
    };
  },
});

const scopeOf = (
  { survey: kind, surveyId, filter, excludeInternal, breakdown }: Survey,
  span: Span,
): SurveyScope => ({
  kind,
  surveyId,
  filter,
  excludeInternal,
  breakdown,
  span,
});

function answersSql(draft: Draft, question: Survey, span: Span, buckets: Buckets): string {
  return sentSql(draft, scopeOf(question, span), {
    answer: textOf(["$survey_response", "$survey_response_score"]),
    comment: textOf(["$survey_response_comment", "$survey_response_1"]),
    bucket: bucketSql(draft, buckets, "ts"),
  });
}

const isValid = (draft: Draft, { survey: kind }: Survey) =>
  `answer IN ${draft.bind(answersOf(kind), "Array(String)")}`;

const validSql = (draft: Draft, question: Survey, span: Span, buckets: Buckets) =>
  `SELECT * FROM (${answersSql(draft, question, span, buckets)}) WHERE ${isValid(draft, question)}`;

/** Latest answers by bucket, value of the answer and value of the breakdown. */
function answersByValue(
  inquiry: Inquiry,
  question: Survey,
  span: Span,
  buckets: Buckets,
): Promise<CountedInBucket[]> {
  const draft = inquiry.draft();
  return countLatest(inquiry, draft, validSql(draft, question, span, buckets), "answer");
}

async function sentCounts(inquiry: Inquiry, question: Survey, span: Span, buckets: Buckets) {
  const draft = inquiry.draft();
  const [row] = await inquiry.rows<{ sent: number; valid: number }>(
    draft,
    `SELECT toFloat64(count()) AS sent, toFloat64(countIf(${isValid(draft, question)})) AS valid
FROM (${answersSql(draft, question, span, buckets)})`,
  );
  return row ?? { sent: 0, valid: 0 };
}

/** Null when the widget reported none: surveys of elsewhere tell nothing of how often they were seen. */
async function shownCount(inquiry: Inquiry, question: Survey, span: Span): Promise<number | null> {
  const draft = inquiry.draft();
  const [row] = await inquiry.rows<{ shown: number }>(draft, shownSql(draft, scopeOf(question, span)));
  return row && row.shown > 0 ? row.shown : null;
}

async function commentsOf(
  inquiry: Inquiry,
  question: Survey,
  span: Span,
  buckets: Buckets,
): Promise<ResultOf<"survey">["comments"]> {
  const draft = inquiry.draft();
  const rows = validSql(draft, question, span, buckets);
  const latest = await inquiry.rows<{ personId: string; answer: string; text: string; at: number }>(
    draft,
    `SELECT person_id AS personId, answer, comment AS text, toFloat64(toUnixTimestamp64Milli(ts)) AS at
FROM (${latestSql(rows, ["answer", "comment", "person_id"])})
WHERE comment != '' ORDER BY ts DESC LIMIT ${commentsShown}`,
  );
  return latest.map((row) => ({ ...row, at: new Date(row.at).toISOString() }));
}

function tally(rows: readonly { answer: string; n: number }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { answer, n } of rows) counts.set(answer, (counts.get(answer) ?? 0) + n);
  return counts;
}

/** A point names one answer, or one of the groups an NPS is made of. */
function answersNamed({ survey: kind }: Survey, answer: string): string[] {
  const groups: Record<string, string[]> = {
    promoter: ["9", "10"],
    passive: ["7", "8"],
    detractor: ["0", "1", "2", "3", "4", "5", "6"],
  };
  const group = kind === "nps" ? groups[answer] : undefined;
  if (group) return group;
  if (answersOf(kind).includes(answer)) return [answer];
  throw new LeptonError("GROWTH_POINT_UNKNOWN", {
    problem: `The scale of a ${kind} survey has no such answer.`,
    received: answer,
    next: `Name one of ${answersOf(kind).join(", ")}${kind === "nps" ? ", promoter, passive, detractor" : ""}.`,
    field: "point.answer",
  });
}

function warnOf(inquiry: Inquiry, score: Estimate, sent: number, shown: number | null): void {
  if (score.n > 0 && score.n < fewAnswers)
    inquiry.warn(
      "SURVEY_FEW_ANSWERS",
      `${score.n} answers: below ${fewAnswers} the score shows a direction at best.`,
      { n: score.n, need: fewAnswers },
    );
  if (shown !== null && sent / shown < lowResponseRate)
    inquiry.warn(
      "SURVEY_LOW_RESPONSE",
      `${sent} answers to ${shown} shown surveys: below ${lowResponseRate * 100} % the few who answer may not speak for the rest.`,
      { sent, shown, percent: lowResponseRate * 100 },
    );
}
