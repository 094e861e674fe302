/** What a survey measures; each kind's main question is scored the same way everywhere. */
export type SurveyKind = "nps" | "csat" | "ces" | "pmf" | "custom";

export interface SurveyChoice {
  value: string;
  label: string;
  labelZh?: string;
}

export interface SurveyQuestion {
  /** `score` and `comment` in nps, csat, ces; `disappointment`, `persona`, `benefit`, `improve` in pmf. */
  id: string;
  type: "scale" | "choice" | "text";
  text: string;
  textZh?: string;
  /** Scale only: whole numbers from `min` to `max`. */
  min?: number;
  max?: number;
  lowLabel?: string;
  lowLabelZh?: string;
  highLabel?: string;
  highLabelZh?: string;
  /** Choice only. */
  options?: SurveyChoice[];
  required: boolean;
}

export type SurveyPosition = "bottom-right" | "bottom-left" | "bottom-center" | "center";

export interface SurveyAppearance {
  position: SurveyPosition;
  /** Accent as `#rrggbb`; the text on it turns black or white by itself. */
  color: string;
  /** `auto` follows the person's system. */
  theme: "light" | "dark" | "auto";
  /** Words of one's own in place of the built-in ones. */
  texts?: Partial<SurveyTexts>;
}

export interface SurveyTexts {
  next: string;
  back: string;
  skip: string;
  send: string;
  close: string;
  thanks: string;
  required: string;
  /** Placeholder of a text answer. */
  write: string;
  /** Name of the dialog for screen readers. */
  label: string;
}

/** Who is asked, and when. The server judges again from the events when an answer arrives. */
export interface SurveyQualification {
  /** The core event; null or absent: any event. */
  event?: string | null;
  /** Times the person did it. */
  minUses: number;
  /** Days since they last did it, at most. */
  activeWithinDays: number;
  /** Share of people who are asked, 0..1; the same people every time. */
  sampleRate: number;
  /** Seconds between qualifying and asking. */
  delaySeconds: number;
  /** Ask only where the address contains this. */
  urlContains?: string | null;
}

export interface Survey {
  id: string;
  kind: SurveyKind;
  name: string;
  questions: SurveyQuestion[];
  appearance: SurveyAppearance;
  qualification: SurveyQualification;
  /** Days before the same person is asked again; fewer than 90 counts as 90. */
  reaskAfterDays: number;
  /** For people of an audience only: where the server says whether this person is one, without their `distinct_id`. */
  check?: string;
}

/** The reply of `GET {host}/api/surveys/?token=KEY`: the active surveys of the project. */
export interface SurveysReply {
  surveys: Survey[];
}

/** Properties of `survey shown`, `survey dismissed` and `survey sent`. */
export interface SurveyEventProperties {
  $survey_id: string;
  $survey_name: string;
  $survey_kind: SurveyKind;
  /** How often this person has been asked this survey, counting from 1. */
  $survey_iteration: number;
  /** `survey sent` only: false when it was closed half-way. */
  $survey_completed?: boolean;
  /** The main answer: a number for nps, csat, ces; `very`, `somewhat`, `not` or `na` for pmf. */
  $survey_response?: string | number;
  [answer: `$survey_response_${string}`]: string | number;
}
