import { latestSql, textOf } from "../feedback/surveyEvents.ts";
import { normalise } from "../feedback/words.ts";
import { judgedSql } from "../pmf/answers.ts";
import { type FitAnswer, personaKey, segmentFit } from "../pmf/segments.ts";
import { ellisAnswersNeeded } from "../pmf/verdict.ts";
import type { QuestionOf } from "../schema/question.ts";
import type { Span } from "../sql/range.ts";
import type { Inquiry } from "../sql/run.ts";
import { defineQuestion } from "./define.ts";

type PmfSegments = QuestionOf<"pmfSegments">;

/** Texts are grouped in memory; the latest this many people are read. */
const maxAnswers = 100_000;

/** Who the product fits best, what they love, and what holds the others back; see `segmentFit`. */
export const pmfSegments = defineQuestion({
  kind: "pmfSegments",
  async answer(inquiry, question) {
    const answers = await fitAnswers(inquiry, question, await inquiry.span(question.range));
    if (answers.length === maxAnswers)
      inquiry.warn(
        "PMF_ANSWERS_CUT",
        `Only the latest ${maxAnswers} people's answers were read; choose a shorter range.`,
        { max: maxAnswers },
      );
    if (answers.length > 0 && answers.length < ellisAnswersNeeded)
      inquiry.warn(
        "PMF_FEW_ANSWERS",
        `${answers.length} of ${ellisAnswersNeeded} answers: personas show a direction at best.`,
        { n: answers.length, need: ellisAnswersNeeded },
      );
    return { kind: "pmfSegments", ...segmentFit(answers, question) };
  },
  async people(inquiry, question, point) {
    const answers = await fitAnswers(inquiry, question, await inquiry.span(question.range));
    const persona = normalise(point.persona);
    const chosen = answers.filter((a) => personaKey(a) === persona && a.disappointment === point.answer);
    const draft = inquiry.draft();
    const keys = draft.bind(
      chosen.map((a) => a.personId),
      "Array(String)",
    );
    return { draft, text: `SELECT toUInt64(arrayJoin(${keys})) AS person_key` };
  },
});

/** Qualified answers, the latest per person; `personId` is the person's key as text. */
async function fitAnswers(inquiry: Inquiry, question: PmfSegments, span: Span): Promise<FitAnswer[]> {
  const draft = inquiry.draft();
  const { personaBy } = question;
  const asked = { ...question, breakdown: personaBy === "answer" ? undefined : { ...personaBy, limit: 50 } };
  const judged = judgedSql(draft, asked, span, {
    persona: textOf(["$survey_response_persona", "$survey_response_1"]),
    benefit: textOf(["$survey_response_benefit", "$survey_response_2"]),
    improve: textOf(["$survey_response_improve", "$survey_response_3"]),
  });
  return inquiry.rows<FitAnswer>(
    draft,
    `SELECT toString(person_key) AS personId, level AS disappointment,
  ${personaBy === "answer" ? "persona" : "value"} AS persona, benefit, improve
FROM (${latestSql(judged, ["level", "value", "persona", "benefit", "improve"])})
WHERE level IN ('very', 'somewhat', 'not')
ORDER BY ts DESC, person_key LIMIT ${maxAnswers}`,
  );
}
