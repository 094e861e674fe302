import { pmfScore } from "../../questions/pmfScore.ts";
import { survey } from "../../questions/survey.ts";
import { pmfScoreQuestion, type QuestionOf, surveyQuestion } from "../../schema/question.ts";
import { ellisAnswersNeeded, verdictOf } from "../verdict.ts";
import { type MeasureSource, type Report, sharedBy } from "./measure.ts";

/** The qualification the report asks for; its core event is the product's unless told otherwise. */
export const qualificationOf = ({
  qualification,
  coreEvent,
}: Report): QuestionOf<"pmfScore">["qualification"] => ({
  ...qualification,
  event: qualification.event ?? coreEvent,
});

/** Share of "very disappointed" without the product. */
export const ellis: MeasureSource = {
  id: "ellis",
  async measure(inquiry, report) {
    const { range, threshold, surveyId, interval } = report;
    const question = pmfScoreQuestion.parse({
      kind: "pmfScore",
      ...sharedBy(report),
      range,
      threshold,
      interval,
      surveyId,
      qualification: qualificationOf(report),
    });
    const { score, verdict, trend, answers } = await pmfScore.answer(inquiry, question);
    return {
      id: "ellis",
      value: score,
      unit: "share",
      trend: trend.map(({ start, complete, score }) => ({ start, complete, value: score.value })),
      threshold: {
        value: threshold,
        why:
          threshold === 0.4
            ? "Ellis found that products with 40 % or more very disappointed people grew; below, most struggled."
            : "Set for this project; Ellis's own bar is 40 %, and answers differ between cultures.",
      },
      verdict,
      have: score.n,
      need: ellisAnswersNeeded,
      question,
      simulated: answers.simulated > 0,
      details: { na: answers.na, unqualified: answers.unqualified },
    };
  },
};

const npsBar = 30;
const npsAnswersNeeded = 30;

/** Would they recommend it? Of any NPS survey of the project. */
export const nps: MeasureSource = {
  id: "nps",
  async measure(inquiry, report) {
    const { range, interval } = report;
    const question = surveyQuestion.parse({
      kind: "survey",
      survey: "nps",
      ...sharedBy(report),
      range,
      interval,
    });
    const { score, trend, simulated } = await survey.answer(inquiry, question);
    return {
      id: "nps",
      value: score,
      unit: "score",
      trend: trend.map(({ start, complete, score }) => ({ start, complete, value: score.value })),
      threshold: {
        value: npsBar,
        why: "Above 0 more people praise than warn; 30 is commonly read as good. Compare with your own past first.",
      },
      verdict: verdictOf(score, npsBar, npsAnswersNeeded),
      have: score.n,
      need: npsAnswersNeeded,
      question,
      simulated: simulated > 0,
    };
  },
};
