import { z } from "zod";
import { id, instant, name } from "./common.ts";

/** The shapes the survey widget of `@lepton/sdk` understands. */
export const surveyKind = z.enum(["nps", "csat", "ces", "pmf", "custom"]);
export const surveyStatus = z.enum(["draft", "running", "stopped"]);

const text = z.string().min(1).max(1_000);
const label = z.string().max(200);
export const surveyQuestion = z
  .strictObject({
    /** `score` and `comment` in nps, csat, ces; `disappointment`, `persona`, `benefit`, `improve` in pmf. */
    id: z.string().regex(/^[A-Za-z0-9_]{1,64}$/, "letters, digits and _ only"),
    type: z.enum(["scale", "choice", "text"]),
    text,
    textZh: text.optional(),
    /** Scale only: whole numbers from `min` to `max`. */
    min: z.int().min(0).max(1).optional(),
    max: z.int().min(2).max(10).optional(),
    lowLabel: label.optional(),
    lowLabelZh: label.optional(),
    highLabel: label.optional(),
    highLabelZh: label.optional(),
    /** Choice only. */
    options: z
      .array(z.strictObject({ value: label.min(1), label: label.min(1), labelZh: label.optional() }))
      .min(2)
      .max(20)
      .optional(),
    required: z.boolean(),
  })
  .refine((q) => q.type !== "scale" || (q.min !== undefined && q.max !== undefined), {
    path: ["max"],
    message: "a scale needs min and max",
  })
  .refine((q) => q.type !== "choice" || q.options !== undefined, {
    path: ["options"],
    message: "a choice needs options",
  });
export const surveyAppearance = z.strictObject({
  position: z.enum(["bottom-right", "bottom-left", "bottom-center", "center"]).default("bottom-right"),
  /** Accent as `#rrggbb`. */
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, "a colour such as #4f46e5")
    .default("#4f46e5"),
  theme: z.enum(["light", "dark", "auto"]).default("auto"),
  texts: z
    .partialRecord(
      z.enum(["next", "back", "skip", "send", "close", "thanks", "required", "write", "label"]),
      z.string().max(500),
    )
    .optional(),
});
/** Who is asked, and when; judged again from the events when an answer is counted. */
export const surveyQualification = z.strictObject({
  /** Null: the project's core event, or any event without one. */
  event: z.string().min(1).max(200).nullable().default(null),
  minUses: z.int().min(0).max(1_000).default(2),
  activeWithinDays: z.int().min(1).max(365).default(14),
  /** Share of people who are asked, 0..1; the same people every time. */
  sampleRate: z.number().min(0).max(1).default(1),
  delaySeconds: z.number().min(0).max(600).default(3),
  urlContains: z.string().max(500).nullable().default(null),
  /** Only people of this audience; asked of the server right before the survey is shown. */
  audience: id.nullable().default(null),
});
/** Days before the same person is asked again; fewer than 90 counts as 90. */
const reaskAfterDays = z.int().min(1).max(3_650);

const fields = z.object({
  name,
  kind: surveyKind,
  questions: z.array(surveyQuestion).min(1).max(20),
  appearance: surveyAppearance,
  qualification: surveyQualification,
  reaskAfterDays,
});
export const survey = fields.extend({
  id,
  status: surveyStatus,
  /** Answers received and times shown so far; null in lists, the single survey has them. */
  answers: z.number().nullable(),
  shown: z.number().nullable(),
  createdBy: z.string(),
  createdAt: instant,
  updatedAt: instant,
  startedAt: instant.nullable(),
  stoppedAt: instant.nullable(),
});
/** Without `questions` the kind's standard ones are taken (NPS, CSAT, CES, the four of product–market fit). */
export const createSurveyRequest = z.object({
  name,
  kind: surveyKind,
  questions: fields.shape.questions.optional(),
  appearance: surveyAppearance.prefault({}),
  qualification: surveyQualification.prefault({}),
  reaskAfterDays: reaskAfterDays.default(90),
});
export const updateSurveyRequest = fields
  .omit({ kind: true })
  .partial()
  .extend({ status: surveyStatus.optional() });
export const surveyList = z.object({ items: z.array(survey) });
/** What the widget fetches from `/api/surveys/?token=`: running surveys only. */
export const publicSurveys = z.object({
  surveys: z.array(
    fields.extend({
      id,
      /** Address, without the person's `distinct_id`, that says whether they are in the survey's audience. */
      check: z.string().optional(),
    }),
  ),
});
export const surveyMemberQuery = z.object({
  token: z.string().max(100).default(""),
  survey: id,
  distinct_id: z.string().min(1).max(400),
});
export const surveyMember = z.object({ member: z.boolean() });

export type SurveyKind = z.infer<typeof surveyKind>;
export type SurveyQuestion = z.infer<typeof surveyQuestion>;
export type Survey = z.infer<typeof survey>;
export type CreateSurveyRequest = z.input<typeof createSurveyRequest>;
export type UpdateSurveyRequest = z.input<typeof updateSurveyRequest>;
export type SurveyList = z.infer<typeof surveyList>;
export type PublicSurveys = z.infer<typeof publicSurveys>;
