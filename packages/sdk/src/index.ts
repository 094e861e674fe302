import { createLepton } from "./browser/client.ts";

/** The page's tracker. */
export const lepton = createLepton();

export const {
  alias,
  flush,
  group,
  hasOptedOut,
  identify,
  init,
  optIn,
  optOut,
  page,
  register,
  reset,
  track,
} = lepton;

export { createLepton } from "./browser/client.ts";
export { snippet } from "./browser/snippet.ts";
export type { Lepton, Options, Properties, WireEvent } from "./browser/types.ts";
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
} from "./survey/types.ts";
