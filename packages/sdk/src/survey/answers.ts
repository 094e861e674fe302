import type { Survey, SurveyEventProperties } from "./types.ts";

export type Answers = Record<string, string | number>;

/** The main question of a kind: the first one, unless the standard one is there under its name. */
export function mainQuestion(survey: Survey): string | undefined {
  const standard = survey.kind === "pmf" ? "disappointment" : "score";
  return (survey.questions.find((it) => it.id === standard) ?? survey.questions[0])?.id;
}

/** What every survey event says about its survey. */
export const surveyProperties = (survey: Survey, iteration: number): SurveyEventProperties => ({
  $survey_id: survey.id,
  $survey_name: survey.name,
  $survey_kind: survey.kind,
  $survey_iteration: iteration,
});

/** The properties of `survey sent`: each answer under its question, the main one also by itself. */
export function sentProperties(
  survey: Survey,
  iteration: number,
  answers: Answers,
  isCompleted: boolean,
): SurveyEventProperties {
  const properties: SurveyEventProperties = {
    ...surveyProperties(survey, iteration),
    $survey_completed: isCompleted,
  };
  for (const [id, answer] of Object.entries(answers)) properties[`$survey_response_${id}`] = answer;
  const main = answers[mainQuestion(survey) ?? ""];
  if (main !== undefined) properties.$survey_response = main;
  return properties;
}
