import { wilson } from "@lepton/core";
import { type Counted, type CountedInBucket, countLatest, ofRange } from "../feedback/latestCounts.ts";
import { latestSql } from "../feedback/surveyEvents.ts";
import { bucketColumn, type FitLevel, judgedSql, saidSql } from "../pmf/answers.ts";
import { ellisAnswersNeeded, verdictOf } from "../pmf/verdict.ts";
import type { QuestionOf } from "../schema/question.ts";
import type { Buckets, Span } from "../sql/range.ts";
import { bucketIndex, type Inquiry } from "../sql/run.ts";
import { byTopValue, labelSql } from "../sql/topValues.ts";
import { defineQuestion } from "./define.ts";

type PmfScore = QuestionOf<"pmfScore">;

/**
 * The Sean Ellis score: very / (very + somewhat + not) over qualified answers, the latest per person in the window.
 * N/A and unqualified answers leave the denominator and are counted. Fewer than 30 answers give no verdict.
 * Source: Ellis 2009, "The startup pyramid" (40 %).
 */
export const pmfScore = defineQuestion({
  kind: "pmfScore",
  async answer(inquiry, question) {
    const span = await inquiry.span(question.range);
    const buckets = inquiry.buckets(span, question.interval);
    const answers = await countedAnswers(inquiry, question, span, buckets);
    const counted = ofRange(answers);
    const groups = question.breakdown
      ? byTopValue(counted, question.breakdown.limit)
      : new Map<string, Counted<FitLevel>[]>();
    const all = ellis(counted);
    const { sent, understood } = await sentCounts(inquiry, question, span);
    const persons = counted.reduce((sum, { n }) => sum + n, 0);
    return {
      kind: "pmfScore",
      score: all.score,
      threshold: question.threshold,
      verdict:
        persons === 0
          ? "noData"
          : verdictOf({ ...all.score, n: Math.max(1, all.score.n) }, question.threshold, ellisAnswersNeeded),
      needed: Math.max(0, ellisAnswersNeeded - all.score.n),
      answers: {
        very: all.very,
        somewhat: all.somewhat,
        not: all.not,
        na: levelCount(counted, "na"),
        unqualified: levelCount(counted, "unqualified"),
        repeats: understood - persons,
        invalid: sent - understood,
        simulated: counted.reduce((sum, row) => sum + row.simulated, 0),
      },
      trend: buckets.list.map((bucket, i) => ({
        ...bucket,
        ...ellis(answers.filter((row) => row.bucket === i)),
      })),
      breakdown: [...groups].map(([value, rows]) => ({ value, ...ellis(rows) })),
    };
  },
  async people(inquiry, question, point) {
    const span = await inquiry.span(question.range);
    const buckets = inquiry.buckets(span, question.interval);
    const draft = inquiry.draft();
    const where = [`level = ${draft.text(point.answer)}`];
    if (question.breakdown && point.breakdown !== null) {
      const groups = byTopValue(
        ofRange(await countedAnswers(inquiry, question, span, buckets)),
        question.breakdown.limit,
      );
      where.push(labelSql(draft, point.breakdown, groups.keys()));
    }
    if (point.bucket !== null) where.push(`bucket = ${draft.int(bucketIndex(buckets, point.bucket))}`);
    const judged = judgedSql(draft, question, span, bucketColumn(draft, buckets));
    return {
      draft,
      text: `SELECT person_key FROM (${latestSql(judged, ["level", "value"], point.bucket === null ? [] : ["bucket"])})
WHERE ${where.join(" AND ")}`,
    };
  },
});

function countedAnswers(
  inquiry: Inquiry,
  question: PmfScore,
  span: Span,
  buckets: Buckets,
): Promise<CountedInBucket<FitLevel>[]> {
  const draft = inquiry.draft();
  return countLatest(inquiry, draft, judgedSql(draft, question, span, bucketColumn(draft, buckets)), "level");
}

async function sentCounts(inquiry: Inquiry, question: PmfScore, span: Span) {
  const draft = inquiry.draft();
  const [row] = await inquiry.rows<{ sent: number; understood: number }>(
    draft,
    `SELECT toFloat64(count()) AS sent, toFloat64(countIf(said != '')) AS understood FROM (${saidSql(draft, question, span)})`,
  );
  return row ?? { sent: 0, understood: 0 };
}

type Answers = Pick<Counted<FitLevel>, "answer" | "n">;

const levelCount = (rows: readonly Answers[], level: FitLevel) =>
  rows.reduce((sum, row) => sum + (row.answer === level ? row.n : 0), 0);

function ellis(rows: readonly Answers[]) {
  const very = levelCount(rows, "very");
  const somewhat = levelCount(rows, "somewhat");
  const not = levelCount(rows, "not");
  return { very, somewhat, not, score: wilson(very, very + somewhat + not) };
}
