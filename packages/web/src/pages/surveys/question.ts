import type { QuestionInput, QuestionResult } from "@lepton/growth";
import type { Survey } from "@lepton/server";

const everything = { from: "all", to: null };

/** The question whose answer is a survey's result; custom surveys are not scored. */
export function questionFor(
  survey: Pick<Survey, "id" | "kind" | "qualification">,
  /** Stands in where the survey names no event. */
  coreEvent: string | null,
): QuestionInput | null {
  switch (survey.kind) {
    case "nps":
    case "csat":
    case "ces":
      return { kind: "survey", survey: survey.kind, surveyId: survey.id, range: everything };
    case "pmf":
      return {
        kind: "pmfScore",
        surveyId: survey.id,
        range: everything,
        qualification: {
          event: survey.qualification.event ?? coreEvent,
          minUses: survey.qualification.minUses,
          activeWithinDays: survey.qualification.activeWithinDays,
        },
      };
    case "custom":
      return null;
  }
}

/** The result without the empty periods before the first answer: they say nothing of this survey. */
export function fromFirstAnswer(result: QuestionResult): QuestionResult {
  if (result.kind !== "survey" && result.kind !== "pmfScore") return result;
  const first = result.trend.findIndex((it) => it.score.n > 0);
  if (first <= 0) return result;
  return result.kind === "survey"
    ? { ...result, trend: result.trend.slice(first) }
    : { ...result, trend: result.trend.slice(first) };
}
