export { shareOf } from "./qualify.ts";
export { standardQuestions, standardSurvey } from "./questions.ts";
export { type RenderedSurvey, type RenderOptions, renderSurvey, type SurveyEvent } from "./render.ts";
export type {
  Survey,
  SurveyAppearance,
  SurveyChoice,
  SurveyEventProperties,
  SurveyKind,
  SurveyPosition,
  SurveyQualification,
  SurveyQuestion,
  SurveysReply,
  SurveyTexts,
} from "./types.ts";
